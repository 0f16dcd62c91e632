import { afterAll, beforeAll, expect, test } from 'vitest'
import { aFakeModel, type FakeModel, GOOD } from '../support/a-model.ts'
import { aCli, type Cli } from '../support/cli.ts'
import { openStoreOf } from '../support/store.ts'
import { theCaseLog } from '../support/the-case.ts'

let fake: FakeModel
let cli: Cli
beforeAll(async () => {
  fake = await aFakeModel()
  fake.mock.onMessage(/./s, { content: GOOD })
  cli = await aCli({
    OPENAI_API_KEY: 'sk-none',
    OPENAI_BASE_URL: fake.baseUrl,
    MEMDIAG_MODEL_PRICES: '1,10',
  })
  const store = await openStoreOf(cli)
  // The case up to its verdict, by a memdiag that had a model, and was stopped there.
  const events = theCaseLog()
    .filter((event) => event.kind !== 'ended')
    .map((event) =>
      event.kind === 'opened' ? { ...event, narrate: { language: 'en' as const } } : event,
    )
  await store.append('thecase001', 0, events)
  await store.close()
})
afterAll(async () => {
  cli[Symbol.dispose]()
  await fake[Symbol.asyncDispose]()
})

test('the verdict is worded by the model that is named, and what was sent can be read', async () => {
  const before = await cli.run('show', '--prompts')
  const resumed = await cli.start(['resume', 'thecase'], { MEMDIAG_MODEL: 'test-model' }).ended
  const prompts = await cli.run('show', '--prompts')
  const exported = await cli.run('export')

  expect(before.stdout).toBe('Investigation thecase001 sent nothing to a model.\n')
  expect(resumed.stdout).toContain(
    '48 workers hold 1.05 GiB of their own. [top.worker-count/web-1]',
  )
  expect(resumed.stdout).toContain('Worded by test-model from the findings')
  expect(resumed.stderr).toContain('words: 2 sentences kept, 0 dropped')
  expect(prompts.stdout).toContain('--- sent, system\nYou word the result of an investigation')
  expect(prompts.stdout).toContain('"id": "top.worker-count/web-1"')
  expect(prompts.stdout).toContain(`--- received\n${GOOD}`)
  expect(exported.stdout).toContain(
    '48 workers hold 1.05 GiB of their own. (`top.worker-count/web-1`)',
  )
})
