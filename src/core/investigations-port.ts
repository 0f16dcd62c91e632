import type { Decide } from './decide.ts'
import type { SlackThread } from './event.ts'
import type { Rung } from './heap-values.ts'
import type { StepName } from './names.ts'
import type { Again, Answer, Language, Sentence } from './narration.ts'
import type { Note } from './note.ts'
import type { Pressable } from './press.ts'
import type { Runbook } from './runbook.ts'
import type { Service } from './service.ts'
import type { State } from './state.ts'
import type { InvestigationSummary } from './store-port.ts'
import type { Expectation } from './verification.ts'

export type StartRequest = {
  readonly service: Service
  readonly only?: readonly StepName[]
  /** Absent: the runbook that memdiag was started with. */
  readonly runbook?: Runbook
  /** Who asked, for the log: `terminal:alice`, `slack:U0123`. */
  readonly startedBy: string
  /** Named beforehand, by the press that begins it; absent: a fresh one. */
  readonly id?: string
  readonly slack?: SlackThread
  /** Of the thread; absent: English. */
  readonly language?: Language
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
  /**
   * Uses a button up, until `pressDone`. Throws `already-done` with who was first. Should this process die in between,
   * another one tells what came of it.
   */
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
  /** The id of the new one, named beforehand by the press that begins it. */
  readonly as?: string
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
