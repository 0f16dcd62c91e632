import { describe, expect, test } from 'vitest'
import { toDocument } from '../../src/core/document.ts'
import type { Cause } from '../../src/core/names.ts'
import type { Verdict } from '../../src/core/verdict.ts'
import { aState } from '../support/builders.ts'
import { explainedRatio, judge } from './outcome.ts'

describe('what the laboratory makes of a verdict', () => {
  test('is right when the cause is the truth', () => {
    const document = ended(aVerdict('page-cache'))

    expect(judge({ cause: 'page-cache' }, document).outcome).toBe('right')
  })

  test('is right when the cause says the same in other words', () => {
    const document = ended(aVerdict('real-load'))

    expect(judge({ cause: 'healthy', acceptable: ['real-load'] }, document).outcome).toBe('right')
  })

  test('is wrong for another cause, however little sure', () => {
    const document = ended(aVerdict('js-heap-leak', { confidence: 'possible' }))

    expect(judge({ cause: 'healthy' }, document)).toMatchObject({
      outcome: 'wrong',
      why: expect.stringContaining('said js-heap-leak, is healthy'),
    })
  })

  test('is undecided where memdiag does not guess', () => {
    const document = ended(aVerdict('inconclusive'))

    expect(judge({ cause: 'js-heap-leak' }, document).outcome).toBe('undecided')
  })

  test('is undecided when the second fault is not named', () => {
    const truth = { cause: 'overforked-workers', contributing: ['js-heap-leak'] } as const

    expect(judge(truth, ended(aVerdict('overforked-workers'))).outcome).toBe('undecided')
    expect(
      judge(truth, ended(aVerdict('overforked-workers', also('js-heap-leak', 'likely')))).outcome,
    ).toBe('right')
  })

  test('is wrong when a cause that is not there is said for sure to contribute', () => {
    const truth = { cause: 'overforked-workers' } as const

    expect(
      judge(truth, ended(aVerdict('overforked-workers', also('page-cache', 'confirmed')))).outcome,
    ).toBe('wrong')
    expect(
      judge(truth, ended(aVerdict('overforked-workers', also('page-cache', 'possible')))).outcome,
    ).toBe('right')
  })

  test('failed without a verdict', () => {
    expect(judge({ cause: 'healthy' }, ended(null)).outcome).toBe('failed')
  })
})

test('counts what the account leaves open, too much as well as too little', () => {
  const document = ended(aVerdict('healthy'))
  const account = { limitBytes: null, usageBytes: 200, items: [], unexplainedBytes: -50 }

  expect(explainedRatio({ ...document, account })).toBe(0.75)
  expect(explainedRatio({ ...document, account: { ...account, usageBytes: 0 } })).toBeNull()
})

function ended(verdict: Verdict | null) {
  return { ...toDocument(aState()), verdict }
}

function aVerdict(cause: Cause, change: Partial<Verdict> = {}): Verdict {
  return {
    cause,
    confidence: 'confirmed',
    explainedBytes: null,
    text: 'So it is.',
    because: [],
    contributing: [],
    ruledOut: [],
    ...change,
  }
}

function also(cause: Cause, confidence: Verdict['confidence']): Pick<Verdict, 'contributing'> {
  return { contributing: [{ cause, confidence, explainedBytes: null, because: [] }] }
}
