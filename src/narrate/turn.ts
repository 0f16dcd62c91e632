import type OpenAI from 'openai'
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod'
import { z } from 'zod'
import { OUTPUT_TOKENS } from './limits.ts'
import { type Reply, replyFault } from './reply.ts'

/** What a model asks to have looked up. Both texts are its own, and unchecked. */
export type ToolCall = { readonly id: string; readonly name: string; readonly arguments: string }

export type TurnMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | {
      readonly role: 'assistant'
      readonly content: string
      readonly calls: readonly ToolCall[]
    }
  | { readonly role: 'tool'; readonly callId: string; readonly content: string }

export type ToolOffer = {
  readonly name: string
  readonly description: string
  readonly schema: z.ZodType
}

/** One request of a conversation in which tools may be called, where any are offered. */
export type Turn<Schema extends z.ZodType> = {
  readonly messages: readonly TurnMessage[]
  readonly tools: readonly ToolOffer[]
  /** False: the tools are over, an answer is wanted. */
  readonly mayCall: boolean
  readonly name: string
  readonly schema: Schema
  /** Some servers take only JSON of no schema: the second try after a refused request. */
  readonly format: 'json_schema' | 'json_object'
}

export type TurnReply = Reply & { readonly calls: readonly ToolCall[] }

type To = { readonly client: OpenAI; readonly model: string; readonly signal: AbortSignal }

export async function turnByChat<Schema extends z.ZodType>(
  { client, model, signal }: To,
  { messages, tools, mayCall, name, schema, format }: Turn<Schema>,
): Promise<TurnReply> {
  const completion = await client.chat.completions.create(
    {
      model,
      messages: messages.map(chatMessage),
      max_completion_tokens: OUTPUT_TOKENS,
      ...(tools.length === 0
        ? {}
        : { tools: tools.map(chatTool), tool_choice: mayCall ? 'auto' : 'none' }),
      response_format:
        format === 'json_schema' ? zodResponseFormat(schema, name) : { type: 'json_object' },
    },
    { signal },
  )
  const [choice] = completion.choices
  const calls = (choice?.message.tool_calls ?? []).flatMap((call) =>
    call.type === 'function'
      ? [{ id: call.id, name: call.function.name, arguments: call.function.arguments }]
      : [],
  )
  return replyOf(choice?.message.content ?? '', calls, {
    refused: Boolean(choice?.message.refusal) || choice?.finish_reason === 'content_filter',
    cutOff: choice?.finish_reason === 'length',
    inputTokens: completion.usage?.prompt_tokens ?? 0,
    outputTokens: completion.usage?.completion_tokens ?? 0,
  })
}

function chatTool(tool: ToolOffer): OpenAI.ChatCompletionTool {
  const { name, description } = tool
  return { type: 'function', function: { name, description, parameters: parametersOf(tool) } }
}

function chatMessage(message: TurnMessage): OpenAI.ChatCompletionMessageParam {
  switch (message.role) {
    case 'tool':
      return { role: 'tool', tool_call_id: message.callId, content: message.content }
    case 'assistant':
      return {
        role: 'assistant',
        content: message.content,
        tool_calls: message.calls.map((call) => ({
          id: call.id,
          type: 'function',
          function: { name: call.name, arguments: call.arguments },
        })),
      }
    case 'system':
    case 'user':
      return { role: message.role, content: message.content }
  }
}

export async function turnByResponses<Schema extends z.ZodType>(
  { client, model, signal }: To,
  { messages, tools, mayCall, name, schema, format }: Turn<Schema>,
): Promise<TurnReply> {
  const response = await client.responses.create(
    {
      model,
      input: messages.flatMap(inputItems),
      max_output_tokens: OUTPUT_TOKENS,
      // What was sent is on our own log, and is not to stay on another's.
      store: false,
      ...(tools.length === 0
        ? {}
        : { tools: tools.map(responsesTool), tool_choice: mayCall ? 'auto' : 'none' }),
      text: {
        format: format === 'json_schema' ? zodTextFormat(schema, name) : { type: 'json_object' },
      },
    },
    { signal },
  )
  const calls = response.output.flatMap((item) =>
    item.type === 'function_call'
      ? [{ id: item.call_id, name: item.name, arguments: item.arguments }]
      : [],
  )
  const refused = response.output.some(
    (item) => item.type === 'message' && item.content.some((part) => part.type === 'refusal'),
  )
  return replyOf(response.output_text, calls, {
    refused: refused || response.incomplete_details?.reason === 'content_filter',
    cutOff: response.incomplete_details?.reason === 'max_output_tokens',
    inputTokens: response.usage?.input_tokens ?? 0,
    outputTokens: response.usage?.output_tokens ?? 0,
  })
}

function responsesTool(tool: ToolOffer): OpenAI.Responses.FunctionTool {
  const { name, description } = tool
  return { type: 'function', name, description, parameters: parametersOf(tool), strict: false }
}

function inputItems(message: TurnMessage): OpenAI.Responses.ResponseInputItem[] {
  switch (message.role) {
    case 'tool':
      return [{ type: 'function_call_output', call_id: message.callId, output: message.content }]
    case 'assistant':
      return message.calls.map((call) => ({
        type: 'function_call',
        call_id: call.id,
        name: call.name,
        arguments: call.arguments,
      }))
    case 'system':
    case 'user':
      return [{ role: message.role, content: message.content }]
  }
}

function replyOf(
  text: string,
  calls: readonly ToolCall[],
  seen: {
    readonly refused: boolean
    readonly cutOff: boolean
    readonly inputTokens: number
    readonly outputTokens: number
  },
): TurnReply {
  const { inputTokens, outputTokens } = seen
  const fault = replyFault(text, seen)
  // A turn that calls tools has nothing to say, which is no fault.
  return {
    text,
    calls,
    inputTokens,
    outputTokens,
    fault: fault === 'empty' && calls.length > 0 ? null : fault,
  }
}

function parametersOf({ schema }: ToolOffer): Record<string, unknown> {
  // Some compatible servers refuse the key.
  const { $schema: _, ...parameters } = z.toJSONSchema(schema)
  return parameters
}
