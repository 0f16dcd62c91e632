import type { z } from 'zod'
import { mask } from '../core/mask.ts'
import type { ModelCall } from '../core/narration.ts'
import { callOf, type Conversation, faultOf, paused, type Prices, readReply } from './converse.ts'
import {
  ANSWER_CHARACTERS,
  ATTEMPTS,
  CALL_CHARACTERS,
  CALLS_A_REPLY,
  TOOL_CALLS,
  TOOL_ROUNDS,
} from './limits.ts'
import type { Model } from './model.ts'
import type { Message } from './prompt.ts'
import type { Toolbox } from './query-tools.ts'
import type { ToolCall, Turn, TurnMessage, TurnReply } from './turn.ts'

type Deps = {
  readonly model: Model
  readonly prices: Prices | null
  readonly timeLimitMs: number
  /** Aborts when the process stops. */
  readonly signal: AbortSignal
}

type Question<Schema extends z.ZodType> = {
  readonly messages: readonly Message[]
  readonly name: string
  readonly schema: Schema
  readonly toolbox: Toolbox
}

type Talk = {
  readonly messages: TurnMessage[]
  readonly replies: TurnReply[]
  format: Turn<z.ZodType>['format']
  attempts: number
  /** Requests that failed, or brought no answer that could be read. */
  failures: number
  rounds: number
  calls: number
  refused: number
}

export type TalkResult<Answer> = Conversation<Answer> & {
  readonly tools: { readonly calls: number; readonly refused: number }
}

/**
 * Lets a model look things up until it answers. It ends: tools are offered for some rounds and calls, one
 * failure is forgiven, and all of it shares one time limit. Never throws for what a model or its server does;
 * throws when the signal aborts.
 */
export async function talk<Schema extends z.ZodType>(
  deps: Deps,
  question: Question<Schema>,
): Promise<TalkResult<z.infer<Schema>>> {
  const begun = performance.now()
  const limit = AbortSignal.any([deps.signal, AbortSignal.timeout(deps.timeLimitMs)])
  const talked: Talk = {
    messages: [...question.messages],
    replies: [],
    format: 'json_schema',
    attempts: 0,
    failures: 0,
    rounds: 0,
    calls: 0,
    refused: 0,
  }
  let outcome = await step(deps, question, talked, limit)
  while (outcome === 'on') outcome = await step(deps, question, talked, limit)
  const { replies, attempts, calls, refused } = talked
  const done = { replies, attempts, durationMs: performance.now() - begun }
  return {
    ...outcome,
    call: logged(callOf(deps, question, done), talked),
    tools: { calls, refused },
  }
}

type Outcome<Answer> = { readonly answer: Answer | null; readonly reason: string | null }

/** One request and what follows from it; `on` where another is to be made. */
async function step<Schema extends z.ZodType>(
  deps: Deps,
  { name, schema, toolbox }: Question<Schema>,
  talked: Talk,
  limit: AbortSignal,
): Promise<'on' | Outcome<z.infer<Schema>>> {
  const mayCall = talked.rounds < TOOL_ROUNDS && talked.calls < TOOL_CALLS
  const { messages, format } = talked
  talked.attempts += 1
  let reply: TurnReply
  try {
    reply = await deps.model.turn(
      { messages, tools: toolbox.offers, mayCall, name, schema, format },
      limit,
    )
  } catch (error) {
    deps.signal.throwIfAborted()
    return afterFailure(error, { deps, talked, limit })
  }
  talked.replies.push(reply)
  if (reply.calls.length > 0 && reply.fault === null) {
    if (!mayCall) return { answer: null, reason: 'the model only went on looking things up' }
    lookUp(toolbox, talked, reply)
    return 'on'
  }
  const read = readReply(reply, schema)
  if (read.answer !== null || reply.fault === 'refused') return read
  talked.failures += 1
  return talked.failures < ATTEMPTS ? 'on' : read
}

async function afterFailure(
  error: unknown,
  at: { readonly deps: Deps; readonly talked: Talk; readonly limit: AbortSignal },
): Promise<'on' | Outcome<never>> {
  const { deps, talked, limit } = at
  const fault = faultOf(error, deps.timeLimitMs)
  talked.failures += 1
  if (fault.format) talked.format = 'json_object'
  const again = !fault.final && talked.failures < ATTEMPTS && (await paused(fault.waitMs, limit))
  return again ? 'on' : { answer: null, reason: fault.text }
}

/** Answers every call of a reply, as the protocol wants it; those over the number are told so. */
function lookUp(toolbox: Toolbox, talked: Talk, reply: TurnReply): void {
  const calls = reply.calls.slice(0, CALLS_A_REPLY).map(bounded)
  talked.rounds += 1
  talked.messages.push({
    role: 'assistant',
    content: reply.text.slice(0, ANSWER_CHARACTERS),
    calls,
  })
  for (const call of calls) {
    const result =
      talked.calls < TOOL_CALLS
        ? toolbox.run(call)
        : { text: 'Refused: no more calls; answer from what you have.', refused: true }
    talked.calls += 1
    if (result.refused) talked.refused += 1
    talked.messages.push({ role: 'tool', callId: call.id, content: result.text })
  }
  const unanswered = reply.calls.length - calls.length
  talked.calls += unanswered
  talked.refused += unanswered
}

/** A model's own words do not grow the next request without end. */
function bounded(call: ToolCall): ToolCall {
  return call.arguments.length > CALL_CHARACTERS
    ? { ...call, name: call.name.slice(0, 64), arguments: '"too long"' }
    : { ...call, name: call.name.slice(0, 64) }
}

/** The whole conversation in the order it had: results of tools were sent, calls were received. */
function logged(call: ModelCall, { messages, replies }: Talk): ModelCall {
  return {
    ...call,
    sent: messages
      .filter((each) => each.role !== 'assistant')
      .map(({ role, content }) => ({ role, text: content })),
    received: replies.map(({ text, calls }) => {
      const asked = calls.map(({ name, arguments: args }) => `${name} ${args}`).join('\n')
      return mask([text, asked].filter((each) => each !== '').join('\n')).slice(
        0,
        ANSWER_CHARACTERS,
      )
    }),
  }
}
