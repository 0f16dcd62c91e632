import { expect, test } from 'vitest'
import { growthFrom, lookedAt } from '../../src/core/ladder-timer.ts'
import { AT } from '../support/builders.ts'
import { LATER } from '../support/ladder-builders.ts'

const MB = 1_000_000
const swollen = growthFrom(900 * MB, { beforeRssBytes: 300 * MB, byBytes: 40 * MB })

function look(rssBytes: number | null, growth = swollen, at = AT) {
  return lookedAt({ growth, dueAt: LATER }, { rssBytes, at })
}

test('what a snapshot swelled the process by is no growth of it', () => {
  expect(swollen).toMatchObject({ fromRssBytes: 900 * MB, beforeRssBytes: 300 * MB })
  expect(look(900 * MB)).toEqual({ kind: 'wait' })
  expect(look(939 * MB)).toEqual({ kind: 'wait' })
  expect(look(940 * MB)).toEqual({ kind: 'grown' })
})

test('growth counts from what the process held before, once it has given back the rest', () => {
  const some = look(600 * MB)
  expect(some).toMatchObject({ kind: 'lower', growth: { fromRssBytes: 600 * MB } })
  const all = some.kind === 'lower' ? look(200 * MB, some.growth) : some
  expect(all).toMatchObject({ kind: 'lower', growth: { fromRssBytes: 300 * MB } })
  const back = all.kind === 'lower' ? all.growth : swollen
  expect(look(100 * MB, back)).toEqual({ kind: 'wait' })
  expect(look(339 * MB, back)).toEqual({ kind: 'wait' })
  expect(look(341 * MB, back)).toEqual({ kind: 'grown' })
})

test('little is not worth a line of the log', () => {
  expect(look(895 * MB)).toEqual({ kind: 'wait' })
  expect(look(890 * MB)).toMatchObject({ kind: 'lower' })
})

test('time alone decides where the process cannot be looked at, or was not before', () => {
  expect(look(null)).toEqual({ kind: 'wait' })
  expect(look(null, swollen, LATER)).toEqual({ kind: 'time' })
  expect(look(500 * MB, swollen, LATER)).toEqual({ kind: 'time' })
  const old = growthFrom(300 * MB, { beforeRssBytes: null, byBytes: 40 * MB })
  expect(look(200 * MB, old)).toEqual({ kind: 'wait' })
  expect(look(340 * MB, old)).toEqual({ kind: 'grown' })
})
