import type { HeapProcessValues, ProcessRef, Rung } from './heap-values.ts'
import { say } from './say.ts'

/** From a favourable to an unfavourable case. */
export type CostRange = { readonly least: number; readonly most: number }

export type Cost = {
  /** Null where nothing stops the process. */
  readonly pauseMs: CostRange | null
  readonly extraBytes: CostRange
  /** What the figures rest on, for a person. */
  readonly basis: string
}

/** What is known of the process beside what can be seen from outside. */
export type HeapKnown = {
  readonly heapUsedBytes: number | null
  /** What earlier snapshots on this service took, the newest first. */
  readonly earlier: readonly EarlierSnapshot[]
}

/** What a snapshot took. Heap and rss are those before it. */
export type EarlierSnapshot = {
  readonly node: string
  readonly process: ProcessRef
  readonly rssBytes: number
  readonly heapUsedBytes: number | null
  readonly tookMs: number
  /** Null where the watch saw nothing. */
  readonly peakRssBytes: number | null
}

const MB = 1_000_000

/**
 * Measured on Node.js 14 to 25, two shared cores. Snapshots of 5 MB to 1 GB of heap: extra memory from 0.06 (long
 * strings) over 9 to 21 (objects of a few properties, closures) to 32 of the heap (short strings), which is 400 to 1,480
 * bytes a node; pause 1.4 ms (long strings) to 424 ms (short ones, busy cores) a megabyte. bench/live-heap prints them.
 */
const SNAPSHOT = { extraLeast: 0.06, extraMost: 32, msLeast: 1.4, msMost: 424 } as const
/** Forced collections of 10 to 500 MB of small objects: 0.9 to 3 ms a megabyte, 200 ms at worst on 10 MB. */
const COLLECTION = { msLeast: 0.9, msMost: 3, msAtMost: 200 } as const
/** Opening and attaching: +0.2 to 1.5 MB rss, and 7 to 10 MB of the agent beside it; reading the figures: 43 to 48 ms. */
const ATTACH = { extraLeast: 7 * MB, extraMost: 15 * MB, ms: 50 } as const
/** An earlier snapshot of the same process foretells the next one, which finds more to write. */
const SAME_PROCESS = { least: 0.8, most: 1.5 } as const
/**
 * Other processes of a service hold the same kinds of things in other shares: what theirs took, by the megabyte of heap,
 * counts from half to twice. A margin, not a measurement.
 */
const SAME_SERVICE = { least: 0.5, most: 2 } as const

/** What a rung will cost the process, as a range. */
export function costOf(rung: Rung, seen: HeapProcessValues, known: HeapKnown): Cost {
  const { heapUsedBytes } = known
  const heap = heapUsedBytes ?? seen.rssBytes
  const basis =
    heapUsedBytes === null
      ? say`its heap is not known yet: all of rss is taken for it`.text
      : say`measured on heaps of 5 MB to 1 GB`.text
  const extraBytes = { least: ATTACH.extraLeast, most: ATTACH.extraMost }
  switch (rung) {
    case 'inspect':
      return { pauseMs: { least: 0, most: ATTACH.ms }, extraBytes, basis }
    case 'gc': {
      const least = (heap / MB) * COLLECTION.msLeast
      const most = COLLECTION.msAtMost + (heap / MB) * COLLECTION.msMost
      return { pauseMs: { least, most }, extraBytes, basis }
    }
    case 'profile':
      return { pauseMs: null, extraBytes, basis }
    case 'snapshot':
      return fromEarlier(seen, known, fromHeap(heap)) ?? { ...fromHeap(heap), basis }
  }
}

function fromHeap(heap: number): Omit<Cost, 'basis'> {
  return {
    pauseMs: { least: (heap / MB) * SNAPSHOT.msLeast, most: (heap / MB) * SNAPSHOT.msMost },
    extraBytes: { least: heap * SNAPSHOT.extraLeast, most: heap * SNAPSHOT.extraMost },
  }
}

/** What earlier ones took, brought to the size of this heap; those of the very process before those of the service. */
function fromEarlier(
  seen: HeapProcessValues,
  { heapUsedBytes, earlier }: HeapKnown,
  guessed: Omit<Cost, 'basis'>,
): Cost | null {
  const told = earlier.flatMap((each) => {
    const { tookMs, peakRssBytes, process } = each
    if (peakRssBytes === null) return []
    const factor = sizeRatio(each, { heapUsedBytes, rssBytes: seen.rssBytes })
    const extraBytes = Math.max(0, peakRssBytes - each.rssBytes) * factor
    return [{ isSame: sameAs(process, seen), ms: tookMs * factor, extraBytes }]
  })
  const own = told.filter((each) => each.isSame)
  const of = own.length > 0 ? own : told
  if (of.length === 0) return null
  const by = own.length > 0 ? SAME_PROCESS : SAME_SERVICE
  const range = (values: readonly number[]): CostRange => ({
    least: Math.min(...values) * by.least,
    most: Math.max(...values) * by.most,
  })
  const extraBytes = range(of.map((each) => each.extraBytes))
  const count =
    of.length === 1 ? say`an earlier snapshot`.text : say`${of.length} earlier snapshots`.text
  return {
    pauseMs: range(of.map((each) => each.ms)),
    // A watch that looks four times a second may miss the top of a short one: never less than the best case measured.
    extraBytes: { ...extraBytes, most: Math.max(extraBytes.most, guessed.extraBytes.least) },
    basis:
      say`from what ${count} ${own.length > 0 ? say`of the same process`.text : say`on this service`.text} took`
        .text,
  }
}

/** How much larger the heap is now, by the heap where both are known, else by rss. */
function sizeRatio(
  then: EarlierSnapshot,
  now: { readonly heapUsedBytes: number | null; readonly rssBytes: number },
): number {
  if (then.heapUsedBytes !== null && now.heapUsedBytes !== null) {
    return now.heapUsedBytes / Math.max(1, then.heapUsedBytes)
  }
  return now.rssBytes / Math.max(1, then.rssBytes)
}

function sameAs(process: ProcessRef, seen: HeapProcessValues): boolean {
  return process.pid === seen.pid && process.startTicks === seen.startTicks
}

/** What is left below a limit, or that none is known. */
export type Headroom = KnownHeadroom | { readonly bytes: null; readonly of: string }

export type KnownHeadroom = {
  readonly bytes: number
  readonly of: string
  /** By how much the limit is exceeded already. */
  readonly overBytes: number
  /** What happens beyond it: the kernel ends the process, or one of the machine's; nothing that was seen. */
  readonly beyond: 'process-ends' | 'some-process-ends' | 'only-declared'
}

/** What is left below the tightest limit: the cgroup's, the service's own in services.yml, the host's. */
export function headroomOf(
  seen: HeapProcessValues,
  service: { readonly limitBytes: number | null; readonly usageBytes: number | null },
): Headroom {
  const [tightest] = [...ofCgroup(seen), ...ofService(seen, service), ...ofHost(seen)].toSorted(
    (left, right) => left.bytes - right.bytes,
  )
  if (tightest === undefined) return { bytes: null, of: say`no limit that could be read`.text }
  const { bytes } = tightest
  return { ...tightest, bytes: Math.max(0, bytes), overBytes: Math.max(0, -bytes) }
}

type Left = Omit<KnownHeadroom, 'overBytes'>

function ofCgroup({ cgroup }: HeapProcessValues): Left[] {
  if (cgroup === null) return []
  const of = say`the limit of its cgroup (v${cgroup.version})`.text
  return [{ bytes: cgroup.limitBytes - cgroup.usageBytes, of, beyond: 'process-ends' }]
}

/** Nothing enforces what services.yml says, unless the cgroup has no more. */
function ofService(
  { cgroup }: HeapProcessValues,
  { limitBytes, usageBytes }: Parameters<typeof headroomOf>[1],
): Left[] {
  if (limitBytes === null || usageBytes === null) return []
  const enforced = cgroup !== null && cgroup.limitBytes <= limitBytes
  const of = say`memoryLimit in services.yml`.text
  const beyond = enforced ? 'process-ends' : 'only-declared'
  return [{ bytes: limitBytes - usageBytes, of, beyond }]
}

function ofHost({ hostAvailableBytes }: HeapProcessValues): Left[] {
  if (hostAvailableBytes === null) return []
  const of = say`the host's memory`.text
  return [{ bytes: hostAvailableBytes, of, beyond: 'some-process-ends' }]
}
