import OpenAI from 'openai'
import type { z } from 'zod'
import { type Turn, type TurnReply, turnByChat, turnByResponses } from './turn.ts'

export type ModelSettings = {
  readonly apiKey: string
  /** Any compatible server; absent: OpenAI's own. */
  readonly baseUrl?: string
  readonly model: string
  readonly api: 'chat' | 'responses'
}

export type Model = {
  readonly settings: ModelSettings
  /** One request of a conversation. Throws what the client throws. */
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
    turn: (turn, signal) => {
      const to = { client, model: settings.model, signal }
      return settings.api === 'chat' ? turnByChat(to, turn) : turnByResponses(to, turn)
    },
  }
}
