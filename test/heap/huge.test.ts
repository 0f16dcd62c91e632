import { expect, test } from 'vitest'
import { findDominators } from '../../src/heap/dominators.ts'
import { graphOf } from '../../src/heap/essential-edges.ts'
import { readSnapshot } from '../../src/heap/read-snapshot.ts'
import { buildSnapshot } from './support/build-snapshot.ts'
import { longList } from './support/long-list.ts'

const NODES = [
  { type: 'synthetic', name: '', edges: [['property', 'a', 1]] },
  { type: 'object', name: 'Last' },
] as const

/** A snapshot behind more than 4 GiB of a section that nobody knows. */
async function* behindFourGigabytes(text: string): AsyncGenerator<Uint8Array> {
  const filler = new Uint8Array(1 << 24).fill(120)
  const begin = text.indexOf('"nodes":')
  yield Buffer.from(`${text.slice(0, begin)}"scopes":"`)
  for (let written = 0; written <= 2 ** 32; written += filler.length) yield filler
  yield Buffer.from(`",\n${text.slice(begin)}`)
}

/** Bytes that the filler and its name take. */
const BEHIND = 2 ** 32 + (1 << 24) + '"scopes":"",\n'.length

test('reads on beyond 4 GiB, and names a byte there', { timeout: 120_000 }, async () => {
  const text = buildSnapshot(NODES)

  const tables = await readSnapshot(behindFourGigabytes(text), { depth: 'graph' })
  const failure = await readSnapshot(behindFourGigabytes(text.slice(0, -1)), {
    depth: 'nodes',
  }).catch((error: unknown) => error)

  expect([...tables.to].map((packed) => packed & 0xff)).toEqual([1])
  expect(failure).toMatchObject({
    message: expect.stringContaining(`at byte ${BEHIND + text.length - 1}, found the end`),
  })
})

test('reads more nodes than 2^24, and finds who holds the last', { timeout: 180_000 }, async () => {
  const count = 17_000_000

  const tables = await readSnapshot(longList(count), { depth: 'graph' })
  const { vertex, idom } = findDominators(graphOf(tables))

  expect(tables.nodeCount).toBe(count)
  expect(tables.id[count - 1]).toBe(count * 2 - 1)
  // Each node of the list is held by the one before, so walk and list have one order.
  expect([vertex[count], vertex[idom[count] ?? 0]]).toEqual([count - 1, count - 2])
})
