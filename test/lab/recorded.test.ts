import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { InvestigationDocument } from '../../src/core/document.ts'
import { Cause } from '../../src/core/names.ts'
import { rejudge } from '../support/rejudge.ts'
import { judge } from './outcome.ts'

const FOLDER = fileURLToPath(new URL('recorded/', import.meta.url))

const Recorded = z.object({
  truth: z.object({
    cause: Cause,
    contributing: z.array(Cause).optional(),
    acceptable: z.array(Cause).optional(),
  }),
  document: InvestigationDocument,
})

const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : []

function read(name: string) {
  const { truth, document } = Recorded.parse(JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8')))
  const { cause, contributing, acceptable } = truth
  const also = { ...(contributing && { contributing }), ...(acceptable && { acceptable }) }
  return { truth: { cause, ...also }, document }
}

test('investigations of the laboratory are recorded', () => {
  expect(names.length).toBeGreaterThan(0)
})

describe.each(names)('%s, judged again', (name) => {
  const { truth, document } = read(name)
  const { verdict } = rejudge(document)

  test('is not wrong', () => {
    expect(judge(truth, { ...document, verdict })).not.toMatchObject({ outcome: 'wrong' })
  })

  // A change of rules shows here in every case that it changes; `-u` takes it over.
  test('has this verdict', async () => {
    const told = {
      cause: verdict.cause,
      confidence: verdict.confidence,
      explainedBytes: verdict.explainedBytes,
      because: verdict.because,
      contributing: verdict.contributing.map(({ cause, confidence, explainedBytes }) => ({
        cause,
        confidence,
        explainedBytes,
      })),
      ruledOut: verdict.ruledOut.map((each) => each.cause),
      next: verdict.nextMeasurement?.step ?? null,
    }
    await expect(`${JSON.stringify(told, null, 2)}\n`).toMatchFileSnapshot(
      `recorded/${name.replace(/\.json$/, '.verdict.txt')}`,
    )
  })
})
