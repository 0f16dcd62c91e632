import path from 'node:path'
import { expect, test } from 'vitest'
import { toDocument } from '../../src/core/document.ts'
import { dataOf } from '../../src/narrate/prompt.ts'
import { aFakeModel, worded } from '../support/a-model.ts'
import { ROOT } from '../support/builders.ts'
import { runProcess } from '../support/run-process.ts'
import { theCase } from '../support/the-case.ts'
import { stateOf } from './cases.ts'

const RUN = path.join(ROOT, 'test/eval/run.ts')

test('prints what stood up, what was covered and what it cost', async () => {
  await using fake = await aFakeModel()
  fake.mock.onMessage(/./s, {
    content: worded(
      ['48 workers hold 1.05 GiB of their own.', 'top.worker-count/web-1'],
      ['48 workers run for 2 usable CPUs.', 'cpuinfo.workers-against-cpus/web-1'],
      ['The heap leaks.', 'snapshot.heap/web-1'],
    ),
    usage: { prompt_tokens: 4_000, completion_tokens: 500 },
  })

  const { stdout } = await runProcess(process.execPath, [RUN], {
    env: {
      PATH: process.env['PATH'],
      OPENAI_API_KEY: 'sk-none',
      OPENAI_BASE_URL: fake.baseUrl,
      MEMDIAG_MODEL: 'test-model',
      MEMDIAG_MODEL_PRICES: '1,10',
    },
  })

  // The case: 2 of 3 sentences kept, citing 2 of the 5 findings that its verdict rests on.
  expect(stdout).toMatch(/^Model test-model, \d+ investigations\n/)
  expect(stdout).toMatch(/^the-case +used +2 +1 +67 % +40 % +4500 +0\.0090 /m)
  expect(stdout).toMatch(/^Groundedness \(sentences kept\): \d+ %$/m)
})

test('without a model it says what to set', async () => {
  const { exitCode, stderr } = await runProcess(process.execPath, [RUN], {
    env: { PATH: process.env['PATH'] },
  })

  expect(exitCode).toBe(2)
  expect(stderr).toContain('MEMDIAG_MODEL')
})

test('reads a document of the laboratory like a log', () => {
  const state = theCase()

  const read = stateOf({ truth: {}, document: toDocument(state) })

  expect(dataOf(read)).toEqual(dataOf(state))
})
