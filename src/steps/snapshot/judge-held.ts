import { formatBytes } from '../../core/bytes.ts'
import type { Finding } from '../../core/finding.ts'
import { garbageBytes, heldExternal, isNamed, slackBytes } from '../../core/held.ts'
import { type HeapView, heapViews } from '../../core/heap-view.ts'
import type { Ladder } from '../../core/runbook.ts'
import { say, SILENCE } from '../../core/say.ts'
import type { JudgeInput } from '../../core/step.ts'
import { classWords, heldBy, holderWords } from '../../core/suspect-words.ts'
import { newFinding } from '../answer.ts'
import { inTurn, judgeNamed } from './judge-named.ts'
import { SMALL_EXTERNAL_RATIO, SMALL_REST_RATIO } from './limits.ts'

type Told = Omit<Parameters<typeof newFinding>[2], 'evidence'>

/** What forced collections and compared snapshots say of the processes that were looked into. */
export function judgeHeld(input: JudgeInput, ladder: Ladder): readonly Finding[] {
  const views = heapViews(input.evidence, input.node, ladder)
  const held = views.flatMap((view) => {
    const told = [
      heap(view),
      compared(view),
      external(view),
      slack(view, input),
      garbage(view),
      follows(view),
      waiting(view, ladder),
    ]
    return told.flatMap((each) => {
      if (each === null) return []
      // One process is the rule; of several each has findings of its own.
      const rule = views.length === 1 ? each.rule : `${each.rule}-${view.pid}`
      return [newFinding('snapshot', input.node, { ...each, rule, evidence: view.evidence })]
    })
  })
  return [...held, ...judgeNamed(input)]
}

function heap({ pid, growth, heapGrows, heapJumped, last }: HeapView): Told | null {
  if (growth === null) return null
  const base = { rule: 'heap-growth', cause: 'js-heap-leak', strength: 'strong' } as const
  const span = say`in ${seconds(growth.spanMs)} between forced collections`
  const now = say`${formatBytes(last.heapUsedBytes)} now`
  if (heapJumped) {
    return {
      ...base,
      speaks: 'neither',
      strength: 'weak',
      ...say`The JavaScript heap that process ${pid} holds grew by ${formatBytes(growth.heapBytes)} in one step and kept level otherwise, ${span} (${now}): a table that was made larger, or a burst.`,
    }
  }
  return heapGrows
    ? {
        ...base,
        speaks: 'for',
        ...say`The JavaScript heap that process ${pid} holds grew by ${formatBytes(growth.heapBytes)} ${span} (${now}).`,
      }
    : {
        ...base,
        speaks: 'against',
        ...say`The JavaScript heap that process ${pid} holds did not grow ${span}: ${change(growth.heapBytes)}, ${now}.`,
      }
}

function compared(view: HeapView): Told | null {
  const { comparison, suspect, pid } = view
  if (comparison === null) return null
  const count = comparison.snapshots.length
  const grew = say`${count} snapshots of process ${pid} differ by ${change(comparison.growthBytes)}`
  const base = { rule: 'heap-comparison', cause: 'js-heap-leak' } as const
  if (suspect === null || !isNamed(view)) {
    return {
      ...base,
      speaks: 'neither',
      strength: 'weak',
      ...say`${grew}; no class holds most of it.`,
    }
  }
  const share = Math.round(Math.min(1, suspect.growthRatio) * 100)
  const words = holderWords(suspect)
  const held = words === null ? SILENCE : heldBy(suspect, words)
  return {
    ...base,
    speaks: 'for',
    strength: 'decisive',
    ...say`${grew}; ${share} % of it are kept alive by ${classWords(suspect)}: ${inTurn(suspect.objects)} objects${held}.`,
  }
}

function external(view: HeapView): Told | null {
  const { growth, externalGrows, nativeGrows, last, pid } = view
  if (growth === null) return null
  const span = say`in ${seconds(growth.spanMs)} between forced collections`
  const base = { cause: 'external-memory', strength: 'strong' } as const
  if (externalGrows) {
    return {
      ...base,
      rule: 'external-growth',
      speaks: 'for',
      ...say`External memory of process ${pid} grew by ${formatBytes(growth.externalBytes)} ${span} (${formatBytes(last.externalBytes)} now, of it ${formatBytes(last.arrayBuffersBytes)} array buffers, beside ${formatBytes(last.rssBytes)} rss: counters need not be resident).`,
    }
  }
  if (nativeGrows) {
    return {
      ...base,
      rule: 'native-growth',
      speaks: 'for',
      ...say`Memory of process ${pid} that neither its heap nor its external counter has grew: rss by ${change(growth.rssBytes)}, heap by ${change(growth.heapBytes)}, external by ${change(growth.externalBytes)} ${span}.`,
    }
  }
  const held = heldExternal(view).bytes
  const small = held <= last.rssBytes * SMALL_EXTERNAL_RATIO
  return {
    ...base,
    rule: 'external-growth',
    speaks: 'against',
    strength: small ? 'strong' : 'weak',
    ...say`Memory outside of the JavaScript heap of process ${pid} did not grow ${span}: ${formatBytes(last.externalBytes)} external.`,
  }
}

function slack(view: HeapView, { thresholds }: JudgeInput): Told | null {
  const { last, growth, nativeGrows, pid } = view
  if (growth === null || nativeGrows) return null
  const bytes = slackBytes(view)
  const base = { rule: 'slack', cause: 'allocator-fragmentation' } as const
  const of = say`${formatBytes(bytes)} of ${formatBytes(last.rssBytes)} rss of process ${pid}`
  if (bytes >= last.rssBytes * thresholds.fragmentedRatio) {
    return {
      ...base,
      speaks: 'for',
      strength: 'weak',
      ...say`${of} are neither heap nor external memory nor what Node.js needs, after forced collections, and do not grow.`,
    }
  }
  if (bytes > last.rssBytes * SMALL_REST_RATIO) return null
  return {
    ...base,
    speaks: 'against',
    strength: 'strong',
    ...say`Heap, external memory and Node.js itself account for all but ${of}.`,
  }
}

function garbage(view: HeapView): Told | null {
  const bytes = garbageBytes(view)
  if (view.growth === null || bytes === 0) return null
  return {
    rule: 'garbage',
    cause: null,
    speaks: 'neither',
    strength: 'weak',
    ...say`A forced collection freed ${formatBytes(bytes)} of process ${view.pid}: that was garbage.`,
  }
}

/** Requests in flight hold memory as long as they are: it goes up and down with their connections. */
function follows({ pid, following, heapGrows, externalGrows }: HeapView): Told | null {
  if (following === null) return null
  const { low, high, upAndDown } = following
  const base = { rule: 'follows-connections', cause: 'real-load', speaks: 'for' } as const
  if (!upAndDown || heapGrows || externalGrows) {
    return {
      ...base,
      strength: 'weak',
      ...say`What process ${pid} holds after forced collections goes with its connections: ${formatBytes(high.memoryBytes)} with ${high.load} open, ${formatBytes(low.memoryBytes)} with ${low.load}. Whether they only became more while it was looked at, or are not closed, is not known.`,
    }
  }
  return {
    ...base,
    strength: 'strong',
    ...say`What process ${pid} holds after forced collections went up and down with its connections: ${formatBytes(high.memoryBytes)} with ${high.load} open, ${formatBytes(low.memoryBytes)} with ${low.load}.`,
  }
}

function waiting(view: HeapView, { growthBytes }: Ladder): Told | null {
  const bytes = view.waitingOutputBytes
  if (bytes === null) return null
  const base = {
    rule: 'waiting-output',
    cause: 'console-backpressure',
    strength: 'strong',
  } as const
  const text = say`${formatBytes(bytes)} wait in the streams of stdout and stderr of process ${view.pid}.`
  return { ...base, speaks: bytes >= growthBytes ? 'for' : 'against', ...text }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`
}

function change(bytes: number): string {
  return bytes < 0 ? `-${formatBytes(-bytes)}` : `+${formatBytes(bytes)}`
}
