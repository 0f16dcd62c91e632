import { type HeapView, NAMED_RATIO, nativeBytes, ownBytes, RUNTIME_BYTES } from './heap-view.ts'
import type { Scene } from './problem.ts'
import { privateOf, sum } from './sizing.ts'
import { median } from './slope.ts'

/** Bytes with the range in which they lie. */
export type Estimate = {
  readonly bytes: number
  readonly lowBytes: number
  readonly highBytes: number
}

/** V8's heap of a service that holds nothing: 3.8 to 5.5 MB after a collection were measured on Node 18 to 24. */
const EMPTY_HEAP_BYTES = 5_500_000

/** External memory of a service that holds nothing: 0.8 to 1.9 MB were measured. */
const EMPTY_EXTERNAL_BYTES = 2_000_000

/**
 * JavaScript heap that a process holds more and more of. At most all that outlived a collection; at least what it
 * gains at the measured pace since it started, or what the objects that grew keep alive. What it gained while it was
 * looked at is left out: the account was taken before.
 */
export function leakedHeap(view: HeapView): Estimate | null {
  if (!view.heapGrows && !isNamed(view)) return null
  const gained = view.heapGrows ? (view.growth?.heapBytes ?? 0) : 0
  const highBytes = Math.max(0, view.last.heapUsedBytes - EMPTY_HEAP_BYTES - gained)
  const retained = Math.max(0, retainedBytes(view) - (view.comparison?.growthBytes ?? 0))
  const lowBytes = Math.min(highBytes, Math.max(paced(view, gained) - gained, retained))
  const bytes = retained > 0 ? lowBytes : Math.round((lowBytes + highBytes) / 2)
  return { bytes, lowBytes, highBytes }
}

/**
 * The same, with what the workers beside it tell: one that holds more than twice what they do and grows has what it holds
 * beyond them from the leak, however fast that was before it was looked at.
 */
export function leakedBeside(scene: Scene, view: HeapView): Estimate | null {
  const leaked = leakedHeap(view)
  const { row } = view
  if (leaked === null || row?.role !== 'worker') return leaked
  const others = (scene.top?.values.processes ?? [])
    .filter((each) => each.role === 'worker' && each.pid !== row.pid)
    .map(privateOf)
  const usual = median(others.toSorted((a, b) => a - b))
  const own = privateOf(row)
  if (others.length === 0 || own <= usual * ALIKE) return leaked
  const lowBytes = Math.min(leaked.highBytes, Math.max(leaked.lowBytes, Math.round(own - usual)))
  return { ...leaked, lowBytes, bytes: Math.max(leaked.bytes, lowBytes) }
}

/** A comparison of snapshots names what grew, and that is most of the growth. */
export function isNamed({ comparison, suspect, collected, growth, heapGrows }: HeapView): boolean {
  if (comparison === null || suspect === null) return false
  // Forced collections over a longer span outweigh two snapshots that differ by a little.
  if (collected && growth !== null && !heapGrows) return false
  return comparison.growthBytes > 0 && (comparison.topRatio ?? 0) >= NAMED_RATIO
}

/** And that is what holds it, too: where V8 forgot which objects are new, another way may be theirs. */
export function isProved(view: HeapView): boolean {
  return isNamed(view) && view.suspect?.unsure !== true
}

function retainedBytes({ comparison, suspect }: HeapView): number {
  // Where the new objects are not known, what they keep alive is not known either.
  if (comparison === null || suspect === null || suspect.unsure === true) return 0
  const ofClass = comparison.classes.find((each) => each.class === suspect.class)
  return Math.max(suspect.retainedBytes, ofClass?.retainedBytes ?? 0)
}

/** What it gained since it started, had it always gained as fast as so many bytes between the collections. */
function paced({ growth, uptimeSeconds }: HeapView, gainedBytes: number): number {
  if (growth === null || growth.spanMs <= 0) return 0
  const seconds = Math.max(growth.spanMs / 1000, uptimeSeconds ?? 0)
  return Math.max(0, Math.round((gainedBytes / growth.spanMs) * 1000 * seconds))
}

/**
 * Memory of a process outside of V8's heap: what V8 counts as external, as far as it can be resident at all, and,
 * where it grows, what nothing counts (zlib streams that stay open were measured to show nowhere else): of that at least
 * what it gains at the measured pace since it started, at most all.
 */
export function heldExternal(view: HeapView): Estimate & { readonly countedBytes: number } {
  const { last } = view
  const resident = Math.max(0, last.rssBytes - last.heapTotalBytes - RUNTIME_BYTES)
  const counted = Math.min(resident, Math.max(0, last.externalBytes - EMPTY_EXTERNAL_BYTES))
  const most = view.nativeGrows ? slackBytes(view) : 0
  const least = Math.min(most, paced(view, view.nativeGrowthBytes))
  return {
    bytes: counted + Math.round((least + most) / 2),
    lowBytes: counted + least,
    highBytes: counted + most,
    countedBytes: counted,
  }
}

/** Resident memory that neither the heap nor the external counter nor the runtime accounts for. */
export function slackBytes({ last }: HeapView): number {
  return Math.max(0, nativeBytes(last) - RUNTIME_BYTES)
}

/** What a forced collection gave back: rss, or where V8 keeps the pages, the heap that came free. */
export function garbageBytes({ before, last, collected }: HeapView): number {
  if (!collected || before === null) return 0
  const freed = before.rssBytes - last.rssBytes
  const spare =
    last.heapTotalBytes - last.heapUsedBytes - (before.heapTotalBytes - before.heapUsedBytes)
  return Math.max(0, freed, before.heapUsedBytes - last.heapUsedBytes, spare)
}

/** Workers from half to twice the size of one that was measured are taken to be like it. */
const ALIKE = 2

/**
 * What was measured in one process, for all workers that are like it, by their size; and how many those are. A
 * process that is no worker stands for itself.
 */
export function forAllAlike(
  { top }: Scene,
  view: HeapView,
  measured: Estimate,
): Estimate & { readonly processes: number } {
  const estimate = withinAccount(view, measured)
  const own = ownBytes(view)
  const others = (top?.values.processes ?? []).filter(
    (row) => row.pid !== view.pid && row.role === 'worker' && isAlike(privateOf(row), own),
  )
  if (view.row?.role !== 'worker' || others.length === 0 || own === 0) {
    return { ...estimate, processes: 1 }
  }
  const times = (own + sum(others.map(privateOf))) / own
  return {
    bytes: Math.round(estimate.bytes * times),
    lowBytes: Math.round(estimate.lowBytes * times),
    highBytes: Math.round(estimate.highBytes * times),
    processes: others.length + 1,
  }
}

/** Private memory of a process that does nothing: 9 to 24 MB were measured (9.4 the least of 700 in the laboratory, Node 24), so that none has less. */
const IDLE_PRIVATE_BYTES = 9_000_000

/** The account was taken before the process was looked into: it cannot have held more than it had then. */
function withinAccount({ row }: HeapView, { bytes, lowBytes, highBytes }: Estimate): Estimate {
  const most = row === null ? Infinity : Math.max(0, privateOf(row) - IDLE_PRIVATE_BYTES)
  return {
    bytes: Math.min(bytes, most),
    lowBytes: Math.min(lowBytes, most),
    highBytes: Math.min(highBytes, most),
  }
}

function isAlike(size: number, own: number): boolean {
  return size >= own / ALIKE && size <= own * ALIKE
}
