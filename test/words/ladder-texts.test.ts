import { expect, test } from 'vitest'
import { ERRORS } from '../../src/words/zh/errors.ts'
import { LADDER } from '../../src/words/zh/ladder.ts'
import { REQUESTS } from '../../src/words/zh/requests.ts'
import { STORED } from '../../src/words/zh/stored.ts'
import { saidTemplates } from './said-templates.ts'

/** What these say stands on the log as plain English: it is read in another language by the areas that `fromText` knows. */
const SAYS = /^(?:engine\/(?:act|weigh|leave|ladder-effects)|core\/heap-(?:guard|cost))\.ts$/

test('all that the ladder puts on the log is recognised there', () => {
  const known = new Set([STORED, LADDER, ERRORS, REQUESTS].flatMap((area) => Object.keys(area)))
  const said = saidTemplates().filter(({ file }) => SAYS.test(file))

  expect(said.length).toBeGreaterThan(60)
  expect(said.filter(({ id }) => !known.has(id))).toEqual([])
})
