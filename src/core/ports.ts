import type { Exported } from './export.ts'
import type { Language, ModelAnswer, Narration } from './narration.ts'
import type { Post } from './post.ts'
import type { Service } from './service.ts'
import type { State } from './state.ts'

/** Time, so that tests can move it. */
export type Clock = {
  /** ISO 8601 UTC. */
  now(): string
}

/** Where services are found by name. */
export type Services = {
  /** Throws `service-unknown` with the nearest names. */
  find(name: string): Promise<Service>
  names(): Promise<readonly string[]>
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

/** One place that gets the reports of ended investigations by configuration. */
export type Exporter = Pick<Exported, 'to' | 'where'> & {
  /** Sends the report of an investigation; twice is as good as once. Throws what went wrong. */
  readonly send: (id: string, signal: AbortSignal) => Promise<void>
}
