import { formatBytes } from '../../core/bytes.ts'
import type { Finding } from '../../core/finding.ts'
import { reading } from '../../core/readings.ts'
import { say } from '../../core/say.ts'
import type { JudgeInput } from '../../core/step.ts'
import type { InspectorValues, SnapshotValues } from '../../core/values.ts'
import { newFinding } from '../answer.ts'
import * as limits from './limits.ts'

/**
 * What the heap figures of one process say. One reading tells where memory is, not what grows: only what the
 * figures exclude is strong. Counters are never added up as resident: arrayBuffers stand within external, and
 * external may exceed what is resident.
 */
export function judgeSnapshot(input: JudgeInput): readonly Finding[] {
  const figures = reading(input.evidence, input.node, 'inspector')
  const snapshot = reading(input.evidence, input.node, 'snapshot')
  if (figures !== null) {
    const speaksForAll = isTypical(figures.values, snapshot?.values ?? null)
    const found = [
      heap(figures.values, speaksForAll),
      external(figures.values),
      rest(figures.values),
    ]
    return found
      .filter((each) => each !== null)
      .map((each) => newFinding('snapshot', input.node, { ...each, evidence: [figures.id] }))
  }
  if (snapshot === null || snapshot.values.processes.length === 0) return []
  const found = unknown(snapshot.values)
  return [newFinding('snapshot', input.node, { ...found, evidence: [snapshot.id] })]
}

type Found = Pick<Finding, 'cause' | 'speaks' | 'strength' | 'text' | 'message'> & {
  readonly rule: string
}

/** Whether the process that was read stands for the service: one of its workers, all of about one size. */
function isTypical({ pid }: InspectorValues, snapshot: SnapshotValues | null): boolean {
  const all = snapshot?.processes ?? []
  const workers = all.filter((each) => each.role === 'worker')
  const compared = workers.length > 0 ? workers : all
  if (!compared.some((each) => each.pid === pid)) return false
  const sizes = compared.map((each) => each.rssBytes ?? Number.NaN)
  return Math.max(...sizes) <= Math.min(...sizes) * limits.ALIKE_RSS_FACTOR
}

function heap(values: InspectorValues, speaksForAll: boolean): Found | null {
  const { pid, rssBytes, heapUsedBytes, heapLimitBytes } = values
  const share = heapUsedBytes / Math.max(1, rssBytes)
  const figures = say`${formatBytes(heapUsedBytes)} of JavaScript heap in ${formatBytes(rssBytes)} rss (process ${pid})`
  const base = { rule: 'heap', cause: 'js-heap-leak' } as const
  // Beside the runtime's own memory a small heap says little: an idle worker looks like this too, and is fine.
  if (share <= limits.SMALL_HEAP_RATIO) {
    const text = say`The JavaScript heap does not hold the memory: ${figures}.`
    if (speaksForAll) return { ...base, speaks: 'against', strength: 'strong', ...text }
    const one = say`Only this process was read, and the workers are not known to be alike in size: another may differ.`
    return { ...base, speaks: 'against', strength: 'weak', ...say`${text} ${one}` }
  }
  if (share >= limits.LARGE_HEAP_RATIO && rssBytes > limits.RUNTIME_BYTES * 2) {
    const text = say`The JavaScript heap holds most of it: ${figures}, limit ${formatBytes(heapLimitBytes)}. Whether it grows, a second reading would tell.`
    return { ...base, speaks: 'for', strength: 'weak', ...text }
  }
  return null
}

function external({ rssBytes, externalBytes, arrayBuffersBytes }: InspectorValues): Found | null {
  const share = externalBytes / Math.max(1, rssBytes)
  const figures = say`${formatBytes(externalBytes)} external (of it ${formatBytes(arrayBuffersBytes)} array buffers) beside ${formatBytes(rssBytes)} rss`
  const base = { rule: 'external', cause: 'external-memory' } as const
  if (share >= limits.LARGE_EXTERNAL_RATIO) {
    const text = say`Buffers and native objects are large: ${figures}.`
    return { ...base, speaks: 'for', strength: 'weak', ...text }
  }
  if (share > limits.SMALL_EXTERNAL_RATIO) return null
  const text = say`Buffers and native objects are small: ${figures}.`
  return { ...base, speaks: 'against', strength: 'weak', ...text }
}

/** What no counter accounts for: heap that V8 keeps, fragments of the allocator, native code, shared libraries. */
function rest({ rssBytes, heapTotalBytes, externalBytes }: InspectorValues): Found | null {
  const left = rssBytes - Math.max(heapTotalBytes, externalBytes) - limits.RUNTIME_BYTES
  const unaccounted = left - Math.min(heapTotalBytes, externalBytes)
  const base = { rule: 'unaccounted', cause: 'allocator-fragmentation' } as const
  if (unaccounted >= rssBytes * limits.LARGE_REST_RATIO) {
    const text = say`${formatBytes(unaccounted)} of ${formatBytes(rssBytes)} rss are in neither the JavaScript heap nor external memory nor what Node.js itself needs: the allocator's or native memory.`
    return { ...base, speaks: 'for', strength: 'weak', ...text }
  }
  if (left > rssBytes * limits.SMALL_REST_RATIO) return null
  const text = say`Heap, external memory and Node.js itself account for the ${formatBytes(rssBytes)} rss: little is left for the allocator.`
  return { ...base, speaks: 'against', strength: 'weak', ...text }
}

function unknown({ processes }: SnapshotValues): Found {
  const open = processes.some((each) => each.inspectorPort !== null)
  const signal = processes.filter((each) => each.opensOnSignal === true).length
  return {
    rule: 'heap-unknown',
    cause: null,
    speaks: 'neither',
    strength: 'weak',
    ...(open
      ? say`An inspector is open but gave no heap figures: how much of the memory is JavaScript heap is unknown.`
      : say`How much of the memory is JavaScript heap is unknown: no inspector is open. ${signal} of ${processes.length} Node.js processes would open one on SIGUSR1, which needs approval; process.memoryUsage() of one worker would tell.`),
  }
}
