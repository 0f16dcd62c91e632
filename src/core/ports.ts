import type { Decide } from './decide.ts'
import type { InvestigationDocument } from './document.ts'
import type { HeapAccess } from './heap-port.ts'
import type { Event, SlackThread } from './event.ts'
import type { Rung } from './heap-values.ts'
import type { HandshakeValues } from './websocket-values.ts'
import type { InspectorValues } from './values.ts'
import type { Runbook } from './runbook.ts'
import type { Service } from './service.ts'
import type { Target } from './target.ts'
import type { Again, Answer, Language, Narration, Sentence, ModelAnswer } from './narration.ts'
import type { Note } from './note.ts'
import type { Post } from './post.ts'
import type { Pressable } from './press.ts'
import type { StepName } from './names.ts'
import type { State } from './state.ts'
import type { Expectation } from './verification.ts'

/** Time, so that tests can move it. */
export type Clock = {
  /** ISO 8601 UTC. */
  now(): string
}

/** A POSIX sh script to run on a node. It is sent as one exec and never touched by a chat message. */
export type Script = {
  /** The script's text. Its first line of output is `memdiag-pid PID`, which the runner adds and takes away. */
  readonly text: string
  readonly deadlineMs: number
  readonly maxOutputBytes: number
}

/** What a script answered. A script that ran to its end, or was killed at its deadline, is a value and never thrown. */
export type ScriptResult = {
  readonly stdout: string
  readonly stderr: string
  /** Null when it was killed. */
  readonly exitCode: number | null
  readonly durationMs: number
  /** Output went over maxOutputBytes; the rest was dropped and the script killed. */
  readonly truncated: boolean
  readonly timedOut: boolean
  /** It was cut off, and nothing confirmed that it ended on the node. */
  readonly mayStillRun: boolean
}

/** One way in, held open between steps. */
export type Connection = {
  /** Runs a script. Throws MemdiagError when the connection itself breaks. */
  run(script: Script, signal: AbortSignal): Promise<ScriptResult>
  /** One WebSocket handshake offering permessage-deflate, closed at once. Throws `tunnel-unavailable` where none can be had. */
  handshake(
    request: {
      readonly port: number
      readonly path: string
      readonly deadlineMs: number
      /** services.yml named the port, so that of the host is meant, also where `enter` leads into a container. */
      readonly viaHost?: boolean
    },
    signal: AbortSignal,
  ): Promise<Omit<HandshakeValues, 'kind'>>
  /** Whether a port answers one `HEAD /` with HTTP/1. Throws `tunnel-unavailable` like handshake. */
  speaksHttp(
    request: { readonly port: number; readonly deadlineMs: number },
    signal: AbortSignal,
  ): Promise<boolean>
  /** The free figures of an inspector that is open already. */
  inspect(
    request: { readonly port: number; readonly deadlineMs: number },
    signal: AbortSignal,
  ): Promise<Omit<InspectorValues, 'kind'>>
  /** Heap evidence from its processes. */
  readonly heap: HeapAccess
}

/** How to reach nodes. Connections are kept and reused: one a target. */
export type Remote = {
  /** Throws MemdiagError with a code that tells what to do (`host-key-unknown`, `auth-failed`, `unreachable`, ...). */
  connect(target: Target, signal: AbortSignal): Promise<Connection>
  /** Closes the connection to a target, or all. */
  close(target?: Target): Promise<void>
}

/** Where services are found by name. */
export type Services = {
  /** Throws `service-unknown` with the nearest names. */
  find(name: string): Promise<Service>
  names(): Promise<readonly string[]>
}

/** A line of `list`. */
export type InvestigationSummary = {
  readonly id: string
  readonly service: string
  readonly state: 'running' | 'waiting' | 'done' | 'failed' | 'cancelled'
  readonly startedAt: string
  readonly endedAt: string | null
  readonly cause: string | null
  readonly confidence: string | null
}

/** A post in the outbox: what the thread should show under this key, and what it shows already. */
export type OutboxPost = {
  readonly seq: number
  readonly key: string
  readonly post: Post
  /** Grows with each change of the post. */
  readonly revision: number
  /** What the thread calls the message (a Slack ts); null until it was sent. */
  readonly ref: string | null
  /** A send was begun before and its end is not known: look for the key in the thread first. */
  readonly attempted: boolean
  /** Milliseconds since the thread showed it in some revision, by the database's clock; null until then. */
  readonly deliveredMsAgo: number | null
}

/** What a thread should show and does not. */
export type Undelivered = {
  /** Posts that wait for Slack. */
  readonly pending: number
  /** Posts that Slack refused for good, with its reason. */
  readonly refused: readonly { readonly key: string; readonly reason: string }[]
}

/** The event log, the outbox and the leases. */
export type Store = {
  /**
   * Appends events to a log at a known version (0 for a new one), with the posts that follow and the jobs
   * that wake the engine and the outbox, in one transaction. Throws `conflict` when the log moved on.
   */
  append(
    id: string,
    version: number,
    events: readonly Event[],
    also?: { readonly posts?: readonly Post[]; readonly advanceInSeconds?: number },
  ): Promise<void>
  /**
   * Appends the first events of a log, unless other investigations of the same service are under way: their ids
   * are returned then, and nothing is stored. Those `beside` are no obstacle.
   */
  begin(
    id: string,
    events: readonly Event[],
    also: {
      readonly posts?: readonly Post[]
      readonly advanceInSeconds?: number
      readonly beside?: readonly string[]
    },
  ): Promise<readonly string[]>
  /** How an investigation stands, from its summary: no log is read. Throws `investigation-unknown`. */
  stateOf(id: string): Promise<InvestigationSummary['state']>
  /** The whole log, parsed. Throws `investigation-unknown`. */
  load(id: string): Promise<Event[]>
  /** Newest first. */
  list(limit: number): Promise<InvestigationSummary[]>
  /** The id for a prefix, or the newest without one. Throws `investigation-unknown` or `investigation-ambiguous`. */
  resolveId(prefix?: string): Promise<string>
  /** Takes or renews the right to work on something for a while; false when somebody else has it. */
  lease(name: string, owner: string, seconds: number): Promise<boolean>
  release(name: string, owner: string): Promise<void>
  /** Investigations with posts to send. */
  threadsWithPendingPosts(): Promise<string[]>
  /** Posts of a thread whose newest revision was not delivered, in order. */
  pendingPosts(id: string): Promise<OutboxPost[]>
  recordPostAttempt(id: string, key: string): Promise<void>
  recordPosted(id: string, key: string, sent: { ref: string; revision: number }): Promise<void>
  /** What of a thread is not where it should be. */
  undelivered(id: string): Promise<Undelivered>
  /** True the first time a key is seen on this store within a day, whichever process asks. */
  firstSeen(key: string): Promise<boolean>
  /** Slack refuses it for good: recorded and passed over. */
  recordPostRefused(
    id: string,
    key: string,
    sent: { revision: number; reason: string },
  ): Promise<void>
  /**
   * Works jobs until the signal: `advance` wakes an investigation, `deliver` wakes the outbox of one.
   * Resolves when the running handlers have ended after the abort.
   */
  work(handlers: JobHandlers, signal: AbortSignal): Promise<void>
  /** The ref under which a post was sent; null when it was not. */
  postRef(id: string, key: string): Promise<string | null>
  /** Sends a job that advances an investigation after so many seconds. */
  wake(id: string, inSeconds: number): Promise<void>
  /** Keeps one piece of a file beside an investigation until a time. */
  putPiece(
    key: PieceKey,
    kept: { readonly body: Uint8Array; readonly expiresAt: string },
  ): Promise<void>
  /** Null where there is no such piece, or not any more. */
  piece(key: PieceKey, now: string): Promise<Uint8Array | null>
  /** Removes all pieces of a file. */
  dropPieces(investigation: string, name: string): Promise<void>
  dropExpiredPieces(now: string): Promise<void>
  /** Tokens and dollars that calls to models took since a time, over all investigations. */
  spentOnModels(since: string): Promise<{ readonly tokens: number; readonly usd: number }>
  /**
   * Investigations whose posts stand in a thread, the newest first: `threadTs` is the message that was asked in, or
   * their own root message.
   */
  inThread(channel: string, threadTs: string): Promise<string[]>
  /** Takes back the job that would advance an investigation later. */
  forgetAdvance(id: string): Promise<void>
  /** Ids of investigations that ended before a moment, the oldest end first. */
  endedBefore(
    moment: string,
    options: { readonly which: 'any' | 'uncompacted'; readonly limit: number },
  ): Promise<readonly string[]>
  /**
   * Rewrites events of an ended log (`seq` counts from 1) and appends the one that says so, in one transaction.
   * Throws `conflict` when the log moved on.
   */
  compact(
    id: string,
    version: number,
    compacted: {
      readonly changed: readonly { readonly seq: number; readonly event: Event }[]
      readonly last: Event
    },
  ): Promise<void>
  /** Forgets an investigation, its posts and its jobs. Throws `conflict` when its log moved on. */
  remove(id: string, version: number): Promise<void>
  close(): Promise<void>
}

/** A piece of a file that is kept beside an investigation. */
export type PieceKey = {
  readonly investigation: string
  readonly name: string
  readonly seq: number
}

/** Where an investigation is kept before it is deleted from the store. */
export type Archive = {
  /** Resolves once the document is safe; throws when it is not. Twice is once. */
  keep(id: string, document: InvestigationDocument): Promise<void>
}

export type JobHandlers = {
  advance(id: string, signal: AbortSignal): Promise<void>
  deliver(id: string, signal: AbortSignal): Promise<void>
}

/** Where posts go. One a kind of thread; Slack is the only one that needs an outbox. */
export type Posts = {
  /** Sends a new post and returns what the thread calls it. `rootRef` is the ref of the thread's root post, once it exists. */
  send(thread: PostAddress, post: Post): Promise<string>
  update(thread: PostAddress, ref: string, post: Post): Promise<void>
  /** The ref of a post that carries this key already; null when there is none. */
  find(thread: PostAddress, key: string): Promise<string | null>
}

export type PostAddress = {
  readonly investigation: string
  readonly channel: string
  /** The message under which to post; absent for the root post itself. */
  readonly threadTs?: string
}

export type StartRequest = {
  readonly service: Service
  readonly only?: readonly StepName[]
  /** Absent: the runbook that memdiag was started with. */
  readonly runbook?: Runbook
  /** Who asked, for the log: `terminal:alice`, `slack:U0123`. */
  readonly startedBy: string
  readonly slack?: SlackThread
  /** Watch the memory until the looks at it span so long. */
  readonly watchSeconds?: number
  /** Hold this against what is measured. */
  readonly verifies?: Expectation
} & Ahead

/** What only the terminal may say beforehand; never taken from Slack. */
export type Ahead = {
  /** Approve up to this rung before it is asked for. */
  readonly approve?: Rung
  /** Overrule the guard. */
  readonly force?: boolean
  /** Nobody is there to be asked. */
  readonly unattended?: boolean
}

/** An investigation that was begun, or the one of the same service that was joined because it is under way. */
export type Started = { readonly id: string; readonly joined: boolean }

export type CancelRequest = {
  /** An id or its beginning; absent: the only one under way. */
  readonly id?: string | undefined
  /** Who cancels, for the log: `terminal:alice`, `slack:U0123`. */
  readonly by: string
}

/** What the command line and Slack may ask of the engine. */
export type Investigations = {
  /**
   * Stores the first event and wakes the engine; returns the id at once. Joins an investigation of the service
   * that is under way and covers the request; throws `busy` when one covers less.
   */
  start(request: StartRequest): Promise<Started>
  /** Ends an investigation at any state and stops what it runs on hosts. Throws `already-ended`. */
  cancel(request: CancelRequest): Promise<State>
  /** Folds the log of an investigation. Throws `investigation-unknown` or `investigation-ambiguous`. */
  show(idOrPrefix?: string): Promise<State>
  list(limit: number): Promise<InvestigationSummary[]>
  /**
   * Starts an investigation that measures the same service by the same runbook again and holds the prediction
   * of an earlier one against it; returns the new id. Throws `usage` where there is no verdict to verify.
   */
  verify(request: VerifyRequest): Promise<string>
  /**
   * Answers what an investigation asks for, once. Throws `approval-unknown`, `approval-decided`,
   * `approval-expired`, `not-approver` or `four-eyes`.
   */
  decide(request: Decide & { readonly id: string }): Promise<State>
  /** Keeps what a person wrote for the postmortem, masked; also after the end. */
  note(request: NoteRequest): Promise<State>
  /** Keeps a question and its answer; the thread shows it. Also after the end. */
  keepAnswer(request: AskRequest): Promise<State>
  /**
   * Has a model answer a question that no grammar reads, and keeps question and answer; also after the end. Null
   * where no model is configured or the service is kept from models: nothing is kept then.
   */
  consult(request: ConsultRequest): Promise<Consulted | null>
  /** The newest investigation whose posts stand in a thread; null where there is none. */
  inThread(channel: string, threadTs: string): Promise<string | null>
  /** Goes on with one, also with one that has its verdict where a rung is left. Throws `not-resumable`. */
  resume(request: { readonly id: string; readonly by: string } & Ahead): Promise<State>
  /** Uses a button up. Throws `already-done` with who was first. */
  press(press: PressRequest): Promise<State>
  /** Tells what came of a button that `press` used up; an `open` one may be pressed again. */
  pressDone(
    id: string,
    done: Pressable & { readonly outcome: string; readonly open: boolean },
  ): Promise<void>
}

export type VerifyRequest = {
  /** An id or its beginning; absent: the latest. */
  readonly id?: string
  readonly by: string
  readonly slack?: SlackThread
}

export type NoteRequest = { readonly id: string; readonly note: Note }

/** A question about an investigation, and what the log answers. */
export type AskRequest = {
  readonly id: string
  readonly question: string
  readonly by: string
  readonly reply: { readonly sentences: readonly Sentence[]; readonly shows: readonly string[] }
}

export type ConsultRequest = Omit<AskRequest, 'reply'>

export type Consulted = {
  readonly state: State
  readonly answer: Answer
  /** What the caller is to measure again, for the person who asked and by their rights. */
  readonly measure: Again | null
}

/** A person's use of a button of an investigation. */
export type PressRequest = Pressable & {
  readonly id: string
  /** `slack:U0123` */
  readonly by: string
  readonly text?: string
}

/** A model that words investigations. What it says is held against the evidence before it counts. */
export type Narrator = {
  readonly language: Language
  /** Ends within its own time limit and never throws for what a model does; throws when the signal aborts. */
  narrate(state: State, signal: AbortSignal): Promise<Narration>
}

/** A model that answers questions which no grammar reads. It may read the log, and nothing else. */
export type Answerer = {
  /** Ends within its own time limit and never throws for what a model does; throws when the process stops. */
  answer(state: State, question: string): Promise<ModelAnswer>
}

/** Structured log lines: a static message, data as fields. */
export type Log = {
  info(fields: Readonly<Record<string, unknown>>, message: string): void
  warn(fields: Readonly<Record<string, unknown>>, message: string): void
  error(fields: Readonly<Record<string, unknown>>, message: string): void
}
