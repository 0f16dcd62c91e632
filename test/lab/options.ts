import { parseArgs } from 'node:util'
import { whole } from '../support/read-arguments.ts'
import { type LabCase, nameOf } from './lab-case.ts'

export type LabOptions = {
  readonly seed: number
  /** How many cases of the shuffled list; all when null. */
  readonly count: number | null
  /** Words; a case runs when its name has one of them. */
  readonly only: readonly string[]
  /** How many cases run side by side. */
  readonly lanes: number
  readonly record: boolean
  /** Where each result is written as soon as it is there; nowhere when null. */
  readonly out: string | null
  readonly list: boolean
}

/** Options of `npm run lab --`. Throws on what it does not know. */
export function readOptions(args: readonly string[]): LabOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      lanes: { type: 'string', default: '1' },
      out: { type: 'string' },
      record: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  })
  return {
    seed: whole(values.seed, '--seed'),
    count: values.count === undefined ? null : whole(values.count, '--count'),
    only: values.only.flatMap((text) => text.split(',')).filter(Boolean),
    lanes: Math.max(1, whole(values.lanes, '--lanes')),
    out: values.out ?? null,
    record: values.record,
    list: values.list,
  }
}

/** The cases to run: those asked for, and of them a seeded choice where a count is given. */
export function choose(cases: readonly LabCase[], options: LabOptions): readonly LabCase[] {
  const { only, count, seed } = options
  const asked =
    only.length === 0
      ? cases
      : cases.filter((each) => only.some((word) => nameOf(each).includes(word)))
  return count === null ? asked : shuffled(asked, seed).slice(0, count)
}

/** The same order for the same seed, on every machine. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  const random = mulberry32(seed)
  return list
    .map((item) => ({ item, at: random() }))
    .toSorted((left, right) => left.at - right.at)
    .map(({ item }) => item)
}

/** A small generator with a full period of 2^32: Tommy Ettinger, public domain. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
