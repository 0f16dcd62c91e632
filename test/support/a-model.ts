import { createServer } from 'node:http'
import { LLMock } from '@copilotkit/aimock'
import { z } from 'zod'
import { type AnswererDeps, createAnswerer } from '../../src/narrate/answerer.ts'
import { createModel } from '../../src/narrate/model.ts'
import { createNarrator, type NarratorDeps } from '../../src/narrate/narrator.ts'

export type FakeModel = AsyncDisposable & {
  readonly mock: LLMock
  readonly baseUrl: string
  /** Requests so far, as they were sent. */
  requests(): readonly Sent[]
}

const Sent = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.string().nullish() })),
  tool_choice: z.string().optional(),
  response_format: z.object({ type: z.string() }).optional(),
})
export type Sent = z.infer<typeof Sent>

/** A server on the loopback that speaks OpenAI's API and answers as a test tells it. */
export async function aFakeModel(): Promise<FakeModel> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' })
  await mock.start()
  return {
    mock,
    baseUrl: `${mock.url}/v1`,
    requests: () => mock.getRequests().map((each) => Sent.parse(each.body)),
    [Symbol.asyncDispose]: () => mock.stop(),
  }
}

export function anAnswerer(
  fake: Pick<FakeModel, 'baseUrl'>,
  change: Partial<AnswererDeps> & { readonly api?: 'chat' | 'responses' } = {},
) {
  const { api = 'chat', ...rest } = change
  return createAnswerer({
    ...modelDeps(fake, api),
    signal: new AbortController().signal,
    ...rest,
  })
}

export function aNarrator(
  fake: Pick<FakeModel, 'baseUrl'>,
  change: Partial<NarratorDeps> & { readonly api?: 'chat' | 'responses' } = {},
) {
  const { api = 'chat', ...rest } = change
  return createNarrator({ ...modelDeps(fake, api), ...rest })
}

function modelDeps(
  { baseUrl }: Pick<FakeModel, 'baseUrl'>,
  api: 'chat' | 'responses',
): NarratorDeps {
  return {
    model: createModel({ apiKey: 'sk-none', baseUrl, model: 'test-model', api }),
    language: 'en',
    prices: { inputUsd: 1, outputUsd: 10 },
    budget: { tokensADay: 1_000_000, usdADay: null },
    spentToday: async () => ({ tokens: 0, usd: 0 }),
  }
}

/** A model's answer: sentences for the summary, each with what it cites. */
export function worded(...sentences: readonly (readonly [text: string, ...cites: string[]])[]) {
  return JSON.stringify({
    sentences: sentences.map(([text, ...cites]) => ({ section: 'summary', text, cites })),
  })
}

export const GOOD = worded(
  ['48 workers hold 1.05 GiB of their own.', 'top.worker-count/web-1'],
  [
    'The service may use 2 CPUs, and 2 workers would do.',
    'cpuinfo.counts/web-1',
    'top.worker-count/web-1',
  ],
)

/** A server whose every chat completion is a refusal in the field that the API has for it. */
export async function aRefusingServer(): Promise<AsyncDisposable & Pick<FakeModel, 'baseUrl'>> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        id: 'x',
        object: 'chat.completion',
        created: 1,
        model: 'test-model',
        choices: [
          {
            index: 0,
            finish_reason: 'stop',
            message: { role: 'assistant', content: null, refusal: 'I cannot help with that.' },
          },
        ],
        usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
      }),
    )
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}
