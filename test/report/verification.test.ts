import { expect, test } from 'vitest'
import type { Verification } from '../../src/core/verification.ts'
import { toMarkdownText } from '../../src/report/markdown.ts'
import { postmortem } from '../../src/report/postmortem.ts'
import { MiB } from '../support/builders.ts'
import { theCaseLog } from '../support/the-case.ts'

const OPTIONS = { language: 'en', zone: 'UTC', exportedAt: '2026-11-24T08:30:00.000Z' } as const

const HELD: Verification = {
  of: 'thecase001',
  node: 'web-1',
  cause: 'overforked-workers',
  predictedUsageBytes: 373 * MiB,
  measuredUsageBytes: 366 * MiB,
  proved: true,
  text: 'web-1 uses 366 MiB; 373 MiB were predicted.',
  checks: [
    { name: 'workers', ok: true, text: '2 run, 2 were to be left.', evidence: ['top/web-1'] },
  ],
}

test('the prediction stands against what a later investigation measured', () => {
  const verifiedBy = { id: 'later00001', verification: HELD }

  const text = toMarkdownText(postmortem(theCaseLog(), { ...OPTIONS, verifiedBy }))

  expect(text).toContain('Measured again after the fix by investigation later00001.')
  expect(text).toContain('**The prediction is proved.**')
  expect(text).toContain('- ✓ workers: 2 run, 2 were to be left.\n')
  expect(text).not.toContain('Not verified yet')
})
