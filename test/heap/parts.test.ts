import { expect, test } from 'vitest'
import { withoutParts } from '../../src/heap/parts.ts'

const ROOT = 0
const LIST = 1

/** Twenty of each, the first ones held by a list: listener 10 holds session 40, that holds items 70, and so on. */
const listeners = Array.from({ length: 20 }, (_, at) => 10 + at)
const sessions = Array.from({ length: 20 }, (_, at) => 40 + at)
const items = Array.from({ length: 20 }, (_, at) => 70 + at)

function held() {
  const dominators = new Uint32Array(100).fill(ROOT)
  dominators.set(
    listeners.map(() => LIST),
    10,
  )
  dominators.set(listeners, 40)
  dominators.set(sessions, 70)
  return { dominators, tables: { root: ROOT } }
}

test('what each new object of a class has inside is a part of it', () => {
  const drafts = [
    { rule: 'grew', nodes: items },
    { rule: 'grew', nodes: sessions },
    { rule: 'grew', nodes: listeners },
  ] as const

  expect(withoutParts(held(), drafts).map(({ nodes }) => nodes)).toEqual([listeners])
})

test('a list that counts as new among arrays does not make parts of all that it holds', () => {
  // Arrays are inside sessions, sessions inside listeners, and those in the one array that is the list.
  const arrays = [...items, LIST]
  const drafts = [
    { rule: 'grew', nodes: arrays },
    { rule: 'grew', nodes: sessions },
    { rule: 'grew', nodes: listeners },
  ] as const

  expect(withoutParts(held(), drafts).map(({ nodes }) => nodes)).toEqual([listeners])
})
