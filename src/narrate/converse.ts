import { setTimeout as wait } from 'node:timers/promises'
import { APIConnectionError, APIError, APIUserAbortError, RateLimitError } from 'openai'
import type { z } from 'zod'
import { messageOf } from '../core/errors.ts'
import { mask } from '../core/mask.ts'
import type { ModelCall } from '../core/narration.ts'
import { english, say } from '../core/say.ts'
import { ANSWER_CHARACTERS, ATTEMPTS } from './limits.ts'
import type { Model } from './model.ts'
import type { Message } from './prompt.ts'
import type { Reply } from './reply.ts'
import type { Turn } from './turn.ts'

export type Prices = { readonly inputUsd: number; readonly outputUsd: number }

export type Conversation<Answer> = {
  /** Null when no request brought an answer that could be read. */
  readonly answer: Answer | null
  /** Why there is none. */
  readonly reason: string | null
  readonly call: ModelCall
}

type Deps = {
  readonly model: Model
  /** Dollars a million tokens; null: costs are not known. */
  readonly prices: Prices | null
  readonly timeLimitMs: number
}

type Asked<Schema extends z.ZodType> = {
  readonly messages: readonly Message[]
  readonly name: string
  readonly schema: Schema
}

/**
 * Asks once, and once more where a second try may help: the server was busy or broken, or its answer could not
 * be read. Never throws for what a model or its server does; throws when the signal aborts.
 */
export async function converse<Schema extends z.ZodType>(
  deps: Deps,
  asked: Asked<Schema>,
  signal: AbortSignal,
): Promise<Conversation<z.infer<Schema>>> {
  const begun = performance.now()
  const limit = AbortSignal.any([signal, AbortSignal.timeout(deps.timeLimitMs)])
  const replies: Reply[] = []
  let answer: z.infer<Schema> | null = null
  let reason: string | null = null
  let format: Turn<Schema>['format'] = 'json_schema'
  let attempts = 0
  while (answer === null && attempts < ATTEMPTS) {
    attempts += 1
    try {
      const turn = { ...asked, tools: [], mayCall: false, format }
      const reply = await deps.model.turn(turn, limit)
      replies.push(reply)
      const read = readReply(reply, asked.schema)
      answer = read.answer
      reason = read.reason
      if (reply.fault === 'refused') break
    } catch (error) {
      signal.throwIfAborted()
      const fault = faultOf(error, deps.timeLimitMs)
      reason = fault.text
      if (fault.format) format = 'json_object'
      if (fault.final || !(await paused(fault.waitMs, limit))) break
    }
  }
  return {
    answer,
    reason,
    call: callOf(deps, asked, { replies, attempts, durationMs: performance.now() - begun }),
  }
}

export function readReply<Schema extends z.ZodType>(
  { text, fault }: Reply,
  schema: Schema,
): { answer: z.infer<Schema> | null; reason: string | null } {
  if (fault === 'refused') return { answer: null, reason: 'the model refused' }
  if (fault === 'cut-off') return { answer: null, reason: 'the answer was cut off' }
  if (fault === 'empty') return { answer: null, reason: 'the answer was empty' }
  const parsed = schema.safeParse(jsonOf(text.slice(0, ANSWER_CHARACTERS)))
  if (parsed.success) return { answer: parsed.data, reason: null }
  return { answer: null, reason: english(say`the answer was not in the form asked for`) }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Undefined fits no schema: the caller tells that the answer could not be read.
    return undefined
  }
}

type Fault = {
  readonly text: string
  readonly final: boolean
  readonly waitMs: number
  /** The server takes no schema: ask for plain JSON. */
  readonly format: boolean
}

/** A pause before the second try where the server names none. */
const PAUSE_MS = 500

export function faultOf(error: unknown, timeLimitMs: number): Fault {
  const base = { final: false, waitMs: PAUSE_MS, format: false }
  if (isTimeout(error)) {
    return {
      ...base,
      final: true,
      text: english(say`no answer within ${Math.round(timeLimitMs / 1000)} s`),
    }
  }
  if (error instanceof RateLimitError) {
    const seconds = Number(error.headers?.get('retry-after') ?? '')
    const waitMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : PAUSE_MS
    return { ...base, text: english(say`the model is busy (429)`), waitMs }
  }
  if (error instanceof APIConnectionError) {
    return { ...base, text: english(say`the model cannot be reached: ${causeOf(error)}`) }
  }
  if (error instanceof APIError && typeof error.status === 'number') {
    const text = english(say`the model's server answered ${error.status}`)
    if (error.status >= 500) return { ...base, text }
    const format = error.status === 400 || error.status === 422
    return { ...base, text, final: !format, format }
  }
  return { ...base, text: mask(messageOf(error)).slice(0, 200) }
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof APIUserAbortError ||
    (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
  )
}

function causeOf(error: Error): string {
  return mask(messageOf(error.cause ?? error)).slice(0, 200)
}

/** False when the time was up before the pause was over. */
export async function paused(ms: number, limit: AbortSignal): Promise<boolean> {
  try {
    await wait(ms, undefined, { signal: limit })
    return true
  } catch {
    return false
  }
}

/** What a conversation took, for the log. */
export function callOf(
  { model, prices }: Pick<Deps, 'model' | 'prices'>,
  {
    messages,
  }: { readonly messages: readonly { readonly role: string; readonly content: string }[] },
  done: {
    readonly replies: readonly Reply[]
    readonly attempts: number
    readonly durationMs: number
  },
): ModelCall {
  const inputTokens = done.replies.reduce((total, each) => total + each.inputTokens, 0)
  const outputTokens = done.replies.reduce((total, each) => total + each.outputTokens, 0)
  return {
    model: model.settings.model,
    api: model.settings.api,
    attempts: done.attempts,
    inputTokens,
    outputTokens,
    costUsd:
      prices === null
        ? null
        : (inputTokens * prices.inputUsd + outputTokens * prices.outputUsd) / 1_000_000,
    durationMs: Math.round(done.durationMs),
    sent: messages.map(({ role, content }) => ({ role, text: content })),
    received: done.replies.map((each) => mask(each.text).slice(0, ANSWER_CHARACTERS)),
  }
}
