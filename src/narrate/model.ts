import OpenAI from 'openai'
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod'
import type { z } from 'zod'
import { OUTPUT_TOKENS } from './limits.ts'
import type { Message } from './prompt.ts'
import { type Reply, replyFault } from './reply.ts'
import { type Turn, type TurnReply, turnByChat, turnByResponses } from './turn.ts'

export type ModelSettings = {
  readonly apiKey: string
  /** Any compatible server; absent: OpenAI's own. */
  readonly baseUrl?: string
  readonly model: string
  readonly api: 'chat' | 'responses'
}

export type Asked<Schema extends z.ZodType> = {
  readonly messages: readonly Message[]
  readonly name: string
  readonly schema: Schema
  /** Some servers take only JSON of no schema: the second try after a refused request. */
  readonly format: 'json_schema' | 'json_object'
}

export type Model = {
  readonly settings: ModelSettings
  /** One request. Throws what the client throws. */
  ask<Schema extends z.ZodType>(asked: Asked<Schema>, signal: AbortSignal): Promise<Reply>
  /** One request of a conversation with tools. Throws what the client throws. */
  turn<Schema extends z.ZodType>(turn: Turn<Schema>, signal: AbortSignal): Promise<TurnReply>
}

/** A model behind an API that speaks OpenAI's: chat completions, or responses where the settings say so. */
export function createModel(settings: ModelSettings): Model {
  const client = new OpenAI({
    apiKey: settings.apiKey,
    ...(settings.baseUrl === undefined ? {} : { baseURL: settings.baseUrl }),
    // Retries and time limits are the narrator's: it counts what they cost.
    maxRetries: 0,
  })
  return {
    settings,
    ask: (asked, signal) =>
      settings.api === 'chat'
        ? askChat(client, settings, asked, signal)
        : askResponses(client, settings, asked, signal),
    turn: (turn, signal) => {
      const to = { client, model: settings.model, signal }
      return settings.api === 'chat' ? turnByChat(to, turn) : turnByResponses(to, turn)
    },
  }
}

async function askChat<Schema extends z.ZodType>(
  client: OpenAI,
  { model }: ModelSettings,
  { messages, name, schema, format }: Asked<Schema>,
  signal: AbortSignal,
): Promise<Reply> {
  const completion = await client.chat.completions.create(
    {
      model,
      messages: [...messages],
      max_completion_tokens: OUTPUT_TOKENS,
      response_format:
        format === 'json_schema' ? zodResponseFormat(schema, name) : { type: 'json_object' },
    },
    { signal },
  )
  const [choice] = completion.choices
  const text = choice?.message.content ?? ''
  return {
    text,
    inputTokens: completion.usage?.prompt_tokens ?? 0,
    outputTokens: completion.usage?.completion_tokens ?? 0,
    fault: replyFault(text, {
      refused: Boolean(choice?.message.refusal) || choice?.finish_reason === 'content_filter',
      cutOff: choice?.finish_reason === 'length',
    }),
  }
}

async function askResponses<Schema extends z.ZodType>(
  client: OpenAI,
  { model }: ModelSettings,
  { messages, name, schema, format }: Asked<Schema>,
  signal: AbortSignal,
): Promise<Reply> {
  const response = await client.responses.create(
    {
      model,
      input: [...messages],
      max_output_tokens: OUTPUT_TOKENS,
      // What was sent is on our own log, and is not to stay on another's.
      store: false,
      text: {
        format: format === 'json_schema' ? zodTextFormat(schema, name) : { type: 'json_object' },
      },
    },
    { signal },
  )
  const refused = response.output.some(
    (item) => item.type === 'message' && item.content.some((part) => part.type === 'refusal'),
  )
  return {
    text: response.output_text,
    inputTokens: response.usage?.input_tokens ?? 0,
    outputTokens: response.usage?.output_tokens ?? 0,
    fault: replyFault(response.output_text, {
      refused: refused || response.incomplete_details?.reason === 'content_filter',
      cutOff: response.incomplete_details?.reason === 'max_output_tokens',
    }),
  }
}
