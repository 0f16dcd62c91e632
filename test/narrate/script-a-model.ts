import { anAnswerer, type FakeModel } from '../support/a-model.ts'
import type { State } from '../../src/core/state.ts'
import { theCase } from '../support/the-case.ts'

export const WORKERS = ['48 workers hold 1.05 GiB of their own.', 'top.worker-count/web-1'] as const

export type Call = readonly [name: string, args: unknown]
type Scripted = { content: string } | { toolCalls: { name: string; arguments: string }[] }

export function calls(...wanted: readonly Call[]): Scripted {
  return {
    toolCalls: wanted.map(([name, args]) => ({
      name,
      arguments: typeof args === 'string' ? args : JSON.stringify(args),
    })),
  }
}

export function says(
  sentences: readonly (readonly [text: string, ...cites: string[]])[],
  wouldTell: string | null = null,
): Scripted {
  return {
    content: JSON.stringify({
      sentences: sentences.map(([text, ...cites]) => ({ text, cites })),
      wouldTell,
    }),
  }
}

/** A question to a model that gives these replies in turn, the last of them for ever. */
export function askScripted(fake: FakeModel) {
  return {
    script: (...replies: readonly Scripted[]): void => {
      let next = 0
      fake.mock.onMessage(/./s, () => {
        const reply = replies[Math.min(next, replies.length - 1)]
        next += 1
        return reply ?? { content: '' }
      })
    },
    ask: (state: State = theCase(), question = 'how heavy is one of them?') =>
      anAnswerer(fake).answer(state, question),
  }
}

/** What the tools answered, in order. */
export function resultsOf(
  answer: Awaited<ReturnType<ReturnType<typeof askScripted>['ask']>>,
): string[] {
  return (answer.call?.sent ?? []).filter((each) => each.role === 'tool').map((each) => each.text)
}
