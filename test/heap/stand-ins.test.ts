import { expect, test } from 'vitest'
import { analyseAgainst, draftSnapshot } from '../../src/heap/analyse.ts'
import { atLeastNew } from '../../src/heap/stand-ins.ts'
import { buildSnapshot, inChunks, type NodeSketch } from './support/build-snapshot.ts'

const picked = (of: number) => Array.from({ length: of }, (_, at) => at)

test.each([
  {
    what: 'all of a class, of which 1000 are old',
    count: 1500,
    found: 400,
    before: 1000,
    least: 500,
  },
  { what: 'half of it, so that all may be old', count: 2000, found: 200, before: 1000, least: 0 },
  // Four fifths, less two standard errors of 2 %: 7600 of 10,000.
  { what: 'most of it', count: 10_000, found: 320, before: 2000, least: 5600 },
])('of what holds of $what so many are new', ({ count, found, before, least }) => {
  expect(atLeastNew({ picked: picked(400), count, before }, found)).toBe(least)
})

test('a class that is known whole has no error of sampling', () => {
  expect(atLeastNew({ picked: picked(100), count: 100, before: 20 }, 80)).toBe(60)
})

/** Sessions in pools of one list, so many in each. Their ids begin at `from`. */
function pools(sizes: readonly number[], from: number): AsyncIterable<Uint8Array> {
  const first = 2 + sizes.length
  const nodes: NodeSketch[] = [
    { type: 'synthetic', name: '', size: 0, edges: [['property', 'pools', 1]] },
    { type: 'object', name: 'Array', edges: sizes.map((_, at) => ['element', at, 2 + at]) },
  ]
  let next = first
  for (const size of sizes) {
    const members = Array.from({ length: size }, (_, at) => next + at)
    nodes.push({
      type: 'object',
      name: 'Pool',
      edges: members.map((to, at) => ['element', at, to]),
    })
    next += size
  }
  while (nodes.length < next) nodes.push({ type: 'object', name: 'Session', size: 64 })
  return inChunks(buildSnapshot(nodes.map((node, at) => ({ ...node, id: from + at * 2 }))))
}

/** The sessions as a suspect, where no id of the older snapshot names the same object in the newer. */
async function suspectedAmong(before: readonly number[], now: readonly number[]) {
  const draft = await draftSnapshot(pools(before, 1))
  const newest = { name: 'b', bytes: pools(now, 100_001) }
  const { suspects } = await analyseAgainst([{ name: 'a', draft }], newest)
  return suspects.find((each) => each.class === 'Session')
}

test('what holds only the old ones for sure is named neither as holder nor as what frees the new', async () => {
  const suspect = await suspectedAmong([4000, 0], [4000, 300])

  expect(suspect).toMatchObject({ objects: [4000, 4300], suspected: 300 })
  expect(suspect).not.toHaveProperty('unsure')
  expect(suspect?.path.map(({ name }) => name)).toEqual(['', 'Array', 'Pool', 'Session'])
  expect(suspect).not.toHaveProperty('holder')
  expect(suspect).not.toHaveProperty('cut')
})

test('what must hold new ones is named as their holder', async () => {
  const suspect = await suspectedAmong([400, 0], [4000, 300])

  expect(suspect).toMatchObject({ objects: [400, 4300], suspected: 3900 })
  expect(suspect?.holder).toMatchObject({ name: 'Pool' })
  expect(suspect?.holder?.objects).toBeGreaterThan(3500)
  expect(suspect?.cut).toMatchObject({ edge: '0', to: { name: 'Pool' } })
})
