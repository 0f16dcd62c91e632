import { afterAll, beforeAll, expect, test } from 'vitest'
import { aFakeModel, type FakeModel } from '../support/a-model.ts'
import { aCli, type Cli } from '../support/cli.ts'
import { openStoreOf } from '../support/store.ts'
import { theCaseLog } from '../support/the-case.ts'

let fake: FakeModel
let cli: Cli
beforeAll(async () => {
  fake = await aFakeModel()
  cli = await aCli({ OPENAI_API_KEY: 'sk-none', OPENAI_BASE_URL: fake.baseUrl })
  const store = await openStoreOf(cli)
  await store.append('thecase001', 0, theCaseLog())
  await store.close()
})
afterAll(async () => {
  cli[Symbol.dispose]()
  await fake[Symbol.asyncDispose]()
})

const QUESTION = ['ask', 'how', 'heavy', 'is', 'one', 'of', 'them?'] as const

test('without a model the grammar is told, and nothing is sent', async () => {
  const asked = await cli.run(...QUESTION)

  expect(asked.exitCode).toBe(2)
  expect(asked.stderr).toContain("I don't understand the question")
  expect(fake.requests()).toEqual([])
})

test('a model answers what the grammar does not read, and all of it can be shown', async () => {
  let requests = 0
  fake.mock.onMessage(/./s, () => {
    requests += 1
    if (requests === 1) {
      return {
        toolCalls: [
          { name: 'read_evidence', arguments: '{"id":"top/web-1","from":0}' },
          { name: 'approve', arguments: '{"rung":"snapshot"}' },
          { name: 'measure_again', arguments: '{"step":"top","node":"web-1"}' },
        ],
      }
    }
    return {
      content: JSON.stringify({
        sentences: [
          {
            text: '48 workers hold 1.05 GiB of their own, 22.5 MiB each.',
            cites: ['top.worker-count/web-1'],
          },
          { text: 'The heap leaks 3 GiB.', cites: ['top.worker-count/web-1'] },
        ],
        wouldTell: null,
      }),
    }
  })

  const asked = await cli.start([...QUESTION], { MEMDIAG_MODEL: 'test-model' }).ended
  const shown = await cli.run('show', '--prompts')
  const thread = await cli.run('show')

  expect(asked.exitCode).toBe(0)
  expect(asked.stdout).toContain('22.5 MiB each. [top.worker-count/web-1]')
  expect(asked.stdout).not.toContain('leaks')
  expect(asked.stdout).toContain('1 of its sentences did not stand up to the evidence.')
  expect(asked.stdout).toContain(
    'Measure it again with: memdiag run checkout --only top --node web-1',
  )
  expect(shown.stdout).toContain('For the question: how heavy is one of them?')
  expect(shown.stdout).toContain('Refused: there is no tool "approve"')
  expect(thread.stdout).toContain('22.5 MiB each.')
})
