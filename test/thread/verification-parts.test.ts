import { expect, test } from 'vitest'
import { wordedPart } from '../../src/thread/draft.ts'
import { verificationParts } from '../../src/thread/verification-parts.ts'
import { aState, MiB } from '../support/builders.ts'

test('says whether the prediction was proved, in bytes, and what was checked', () => {
  const verification = {
    of: 'k8v8tt2vf3',
    node: 'web-1',
    cause: 'overforked-workers' as const,
    predictedUsageBytes: 88 * MiB,
    measuredUsageBytes: 75 * MiB,
    proved: false,
    text: '',
    checks: [
      { name: 'usage', ok: true, text: 'The usage is 75.0 MiB.', evidence: [] },
      { name: 'workers', ok: false, text: '3 workers run; 2 were to be left.', evidence: [] },
    ],
  }

  const parts = verificationParts({ ...aState(), verification })

  expect(parts.map((part) => wordedPart('en', part))).toEqual([
    {
      kind: 'text',
      text: 'Verification of k8v8tt2vf3: not proved: 75.0 MiB measured, 88.0 MiB predicted',
    },
    {
      kind: 'list',
      items: ['holds: The usage is 75.0 MiB.', 'does not hold: 3 workers run; 2 were to be left.'],
    },
  ])
  expect(verificationParts(aState())).toEqual([])
})
