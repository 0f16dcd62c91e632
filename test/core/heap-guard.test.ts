import { describe, expect, test } from 'vitest'
import {
  costOf,
  type EarlierSnapshot,
  headroomOf,
  type HeapKnown,
} from '../../src/core/heap-cost.ts'
import { guard } from '../../src/core/heap-guard.ts'
import type { HeapProcessValues, Rung } from '../../src/core/heap-values.ts'
import { fileWay, type WayChoice } from '../../src/core/snapshot-way.ts'
import { GiB, MiB } from '../support/builders.ts'

const MB = 1_000_000
const unknown: HeapKnown = { heapUsedBytes: null, earlier: [] }
const heapOf = (heapUsedBytes: number): HeapKnown => ({ heapUsedBytes, earlier: [] })

function aProcess(change: Partial<HeapProcessValues> = {}): HeapProcessValues {
  return {
    kind: 'heap-process',
    pid: 100,
    startTicks: 5000,
    exe: '/usr/bin/node',
    isNode: true,
    mayTouch: true,
    sameNetwork: true,
    opensOnSignal: true,
    inspectorPorts: [],
    signalPort: { port: 9229, taken: false },
    snapshotSignal: null,
    rssBytes: 300 * MB,
    anonBytes: 280 * MB,
    cgroup: { version: 2, limitBytes: 2 * GiB, usageBytes: 1 * GiB },
    hostMemoryBytes: 16 * GiB,
    hostAvailableBytes: 8 * GiB,
    ...change,
  }
}

const plain: WayChoice = { command: null, inspectorFailed: false }
const command = { command: 'dump-heap', file: '/tmp/heap-{pid}.heapsnapshot' }

function refusal(
  rung: Rung,
  seen: HeapProcessValues,
  { known = unknown, way = plain }: { known?: HeapKnown; way?: WayChoice } = {},
) {
  const headroom = headroomOf(seen, { limitBytes: null, usageBytes: null })
  const by = fileWay(rung, seen, way)
  return guard(rung, seen, { cost: costOf(rung, seen, known), headroom, by })
}

const OTHER = { pid: 7, startTicks: 1 }

function anEarlier(change: Partial<EarlierSnapshot> = {}): EarlierSnapshot {
  const process = { pid: 100, startTicks: 5000 }
  const sizes = { rssBytes: 300 * MB, heapUsedBytes: null, peakRssBytes: 400 * MB }
  return { node: 'web-1', process, tookMs: 10_000, ...sizes, ...change }
}

describe('the cost of a snapshot', () => {
  test.each([
    // Measured: 50 MB took 256 to 279 MB and 3 to 9.2 s, 1 GB took 5515 to 5615 MB and 105 to 119 s.
    { heap: 50 * MB, tookBytes: 279 * MB, tookMs: 9200 },
    { heap: 200 * MB, tookBytes: 1148 * MB, tookMs: 29_800 },
    { heap: 1000 * MB, tookBytes: 5615 * MB, tookMs: 119_000 },
    // Smaller objects, of which there are more: 944,000 nodes in 40 MB, and 344,000 in 16 MB (short strings).
    { heap: 40 * MB, tookBytes: 851 * MB, tookMs: 13_200 },
    { heap: 15.9 * MB, tookBytes: 505 * MB, tookMs: 6_700 },
  ])('covers what $heap bytes of small objects took', ({ heap, tookBytes, tookMs }) => {
    const { extraBytes, pauseMs } = costOf('snapshot', aProcess(), heapOf(heap))
    expect(extraBytes.most).toBeGreaterThanOrEqual(tookBytes)
    expect(pauseMs?.most).toBeGreaterThanOrEqual(tookMs)
  })

  test('reaches down to what strings took', () => {
    const { extraBytes, pauseMs } = costOf('snapshot', aProcess(), heapOf(200 * MB))
    expect(extraBytes.least).toBeLessThanOrEqual(12 * MB)
    expect(pauseMs?.least).toBeLessThanOrEqual(440)
  })

  test('takes all of rss for the heap where that is not known', () => {
    const { extraBytes, basis } = costOf('snapshot', aProcess(), unknown)
    expect(extraBytes.most).toBe(9600 * MB)
    expect(basis).toContain('not known yet')
  })

  test('follows an earlier snapshot of the same process, by how its heap has grown since', () => {
    const cost = costOf('snapshot', aProcess(), {
      heapUsedBytes: 200 * MB,
      earlier: [anEarlier({ heapUsedBytes: 100 * MB }), anEarlier({ process: OTHER })],
    })
    expect(cost.pauseMs).toEqual({ least: 16_000, most: 30_000 })
    expect(cost.extraBytes).toEqual({ least: 160 * MB, most: 300 * MB })
    expect(cost.basis).toBe('from what an earlier snapshot of the same process took')
  })

  test('follows what others of the service took, from half the least to twice the most', () => {
    const earlier = [
      anEarlier({ process: OTHER, heapUsedBytes: 200 * MB }),
      anEarlier({ process: OTHER, heapUsedBytes: 50 * MB, tookMs: 1000, peakRssBytes: 320 * MB }),
      anEarlier({ process: OTHER, peakRssBytes: null }),
    ]
    const cost = costOf('snapshot', aProcess(), { heapUsedBytes: 200 * MB, earlier })
    expect(cost.pauseMs).toEqual({ least: 2000, most: 20_000 })
    expect(cost.extraBytes).toEqual({ least: 40 * MB, most: 200 * MB })
    expect(cost.basis).toBe('from what 2 earlier snapshots on this service took')
  })

  test('compares by rss where a heap is not known, and keeps the best case measured', () => {
    const earlier = [anEarlier({ rssBytes: 600 * MB, peakRssBytes: 600 * MB })]
    const { pauseMs, extraBytes } = costOf('snapshot', aProcess(), {
      heapUsedBytes: 200 * MB,
      earlier,
    })
    expect(pauseMs).toEqual({ least: 4000, most: 7500 })
    expect(extraBytes).toEqual({ least: 0, most: 12 * MB })
  })
})

describe('the headroom is the tightest of', () => {
  test('the cgroup', () => {
    expect(headroomOf(aProcess(), { limitBytes: null, usageBytes: null })).toEqual({
      bytes: 1 * GiB,
      of: 'the limit of its cgroup (v2)',
      overBytes: 0,
      beyond: 'process-ends',
    })
  })
  test('the limit in services.yml', () => {
    const service = { limitBytes: 512 * MiB, usageBytes: 500 * MiB }
    expect(headroomOf(aProcess(), service)).toEqual({
      bytes: 12 * MiB,
      of: 'memoryLimit in services.yml',
      overBytes: 0,
      beyond: 'only-declared',
    })
  })
  test('the limit in services.yml, which the cgroup enforces where it has no more', () => {
    const service = { limitBytes: 2 * GiB, usageBytes: 2 * GiB - 5 }
    expect(headroomOf(aProcess(), service)).toMatchObject({ bytes: 5, beyond: 'process-ends' })
  })
  test("the host's memory, and never below nothing", () => {
    const seen = aProcess({ cgroup: null, hostAvailableBytes: 100 })
    expect(headroomOf(seen, { limitBytes: 10, usageBytes: 20 })).toMatchObject({
      bytes: 0,
      overBytes: 10,
    })
    expect(headroomOf(seen, { limitBytes: null, usageBytes: null })).toEqual({
      bytes: 100,
      of: "the host's memory",
      overBytes: 0,
      beyond: 'some-process-ends',
    })
  })
})

test('where no limit could be read, none is named and the guard lets it pass', () => {
  const seen = aProcess({ cgroup: null, hostAvailableBytes: null })

  expect(headroomOf(seen, { limitBytes: null, usageBytes: 20 })).toEqual({
    bytes: null,
    of: 'no limit that could be read',
  })
  expect(refusal('snapshot', seen)).toBeNull()
})

describe('the guard', () => {
  test('refuses a snapshot that may take more than is left, with the figures, and can be overruled', () => {
    const found = refusal('snapshot', aProcess(), { known: heapOf(200 * MB) })
    expect(found).toMatchObject({ forcible: true })
    expect(found?.text).toContain('11.4 MiB to 5.96 GiB more memory')
    expect(found?.text).toContain('1.00 GiB are left below the limit of its cgroup (v2)')
  })

  test.each([
    [{}, null, '1.00 GiB are left below the limit of its cgroup (v2): the kernel would end the'],
    [{ cgroup: null }, null, "left below the host's memory: the kernel may end it, or another"],
    [{}, 300 * MB, 'memoryLimit in services.yml is already exceeded by 191 MiB: that limit is'],
    [{ cgroup: null }, 600 * MB, 'declared, and no cgroup was seen that enforces it'],
  ])(
    'says no more of what happens beyond a limit than is known (%j, %s)',
    (change, limit, text) => {
      const seen = aProcess({ hostAvailableBytes: 5 * GiB, ...change })
      const headroom = headroomOf(seen, { limitBytes: limit, usageBytes: 500 * MB })
      const cost = costOf('snapshot', seen, heapOf(200 * MB))

      const found = guard('snapshot', seen, { cost, headroom, by: null })

      expect(found?.text).toContain(text)
      expect(found?.text.includes('declared')).toBe(limit !== null)
    },
  )

  test('lets the cheap rungs pass where a snapshot is too dear', () => {
    const tight = aProcess({
      cgroup: { version: 2, limitBytes: 1 * GiB, usageBytes: 1 * GiB - 30 * MB },
    })
    expect(refusal('snapshot', tight, { known: heapOf(200 * MB) })).not.toBeNull()
    for (const rung of ['inspect', 'gc', 'profile'] as const) {
      expect(refusal(rung, tight, { known: heapOf(200 * MB) })).toBeNull()
    }
  })

  test.each([
    ['another user’s process', { mayTouch: false }, 'belongs to another user'],
    ['another program', { isNode: false, exe: '/usr/bin/ruby' }, 'is not Node.js'],
    ['a program that cannot be told', { isNode: null }, 'a signal would end another program'],
    ['a process without SIGUSR1', { opensOnSignal: false }, 'does not take SIGUSR1'],
    ['a port that is taken', { signalPort: { port: 9229, taken: true } }, 'Port 9229'],
  ])('never touches %s, whoever forces it', (_, change, text) => {
    const found = refusal('inspect', aProcess(change))
    expect(found).toMatchObject({ forcible: false })
    expect(found?.text).toContain(text)
  })

  test('uses an inspector that is open already, and a signal that is known to write a snapshot', () => {
    expect(
      refusal('inspect', aProcess({ opensOnSignal: false, inspectorPorts: [9230] })),
    ).toBeNull()
    const signal = { name: 'SIGUSR2', by: '--heapsnapshot-signal' } as const
    const only = aProcess({ opensOnSignal: false, snapshotSignal: signal, rssBytes: 30 * MB })
    expect(refusal('snapshot', only)).toBeNull()
    expect(refusal('gc', only)).not.toBeNull()
    expect(refusal('snapshot', { ...only, isNode: null })?.text).toContain('could not be read')
  })

  test('goes by that signal only where no inspector can be had, and for a snapshot alone', () => {
    const signal = { name: 'SIGUSR2', by: 'heapdump' } as const
    const either = aProcess({ snapshotSignal: signal })
    const only = { ...either, opensOnSignal: false }
    const taken = { ...either, signalPort: { port: 9229, taken: true } }
    const failed = { ...plain, inspectorFailed: true }
    expect(fileWay('snapshot', only, plain)).toEqual({ kind: 'signal' })
    expect(fileWay('snapshot', taken, plain)).toEqual({ kind: 'signal' })
    expect(fileWay('snapshot', either, plain)).toBeNull()
    expect(fileWay('snapshot', either, failed)).toEqual({ kind: 'signal' })
    expect(fileWay('snapshot', { ...only, inspectorPorts: [9230] }, plain)).toBeNull()
    expect(fileWay('snapshot', { ...only, snapshotSignal: null }, failed)).toBeNull()
    expect(fileWay('gc', only, plain)).toBeNull()
  })

  test('goes by a command wherever one is configured, also to another user’s process', () => {
    const way = { ...plain, command }
    const theirs = aProcess({ mayTouch: false, isNode: null, opensOnSignal: false })
    expect(fileWay('snapshot', aProcess(), way)).toEqual({ kind: 'command', ...command })
    expect(fileWay('gc', aProcess(), way)).toBeNull()
    expect(refusal('snapshot', { ...theirs, rssBytes: 30 * MB }, { way })).toBeNull()
    expect(refusal('snapshot', { ...theirs, isNode: false }, { way })?.text).toContain(
      'is not Node.js',
    )
    expect(refusal('snapshot', { ...theirs, rssBytes: 900 * MB }, { way })).toMatchObject({
      forcible: true,
    })
  })
})
