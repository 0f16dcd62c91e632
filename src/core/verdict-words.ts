import { formatBytes } from './bytes.ts'
import { type Candidate, explains, isDoubted } from './candidate.ts'
import { causeName } from './cause-names.ts'
import type { Finding } from './finding.ts'
import { isGrowing } from './heap-view.ts'
import type { Cause } from './names.ts'
import type { NodeReport } from './node-report.ts'
import type { Problem, Scene } from './problem.ts'
import { heapLimits } from './rules/heap-limits.ts'
import { listed, say, type Said, sentences, SILENCE } from './say.ts'
import type { Service } from './service.ts'
import type { Steady } from './steady-working-set.ts'
import type { Verdict } from './verdict.ts'

/** No problem; what was noticed on the way is cited. */
export function healthy(report: NodeReport, scene: Scene): Verdict {
  const { thresholds, findings } = scene
  const noticed = findings.filter((finding) => finding.speaks === 'for')
  const also = noticed.length === 0 ? SILENCE : say` Noticed all the same: ${sentences(noticed)}`
  const outOfMemory = lookedForOutOfMemory(scene)
    ? say`and no sign of memory running out was found`
    : say`and whether it ran out of memory before is not known: neither logs nor a counter of the cgroup could be read`
  return {
    ...blank(),
    cause: 'healthy',
    // What goes up and down within a few seconds has not shown yet where it comes down to.
    confidence:
      scene.trend?.direction === 'swinging' && !scene.trend.settled ? 'likely' : 'confirmed',
    ...say`${usageText(report)}, below the ${percent(thresholds.problemUsageRatio)} from which it would be a problem, ${outOfMemory}.${held(scene)}${also}`,
    because: noticed.map((each) => each.id),
  }
}

/** Whether anything was read that would have told of an out-of-memory event. */
function lookedForOutOfMemory({ logs, load }: Scene): boolean {
  return (logs?.values.files.length ?? 0) > 0 || typeof load?.values.cgroup.oomKills === 'number'
}

/** What forced collections or the looks showed of its course. */
function held({ views, trend }: Scene): Said {
  const measured = views.find((view) => view.growth !== null)
  if (measured !== undefined) {
    const span = Math.round((measured.growth?.spanMs ?? 0) / 1000)
    return say` What process ${measured.pid} holds after a collection, ${formatBytes(measured.last.heapUsedBytes)} of JavaScript heap, did not grow in ${span} s.`
  }
  if (trend?.direction === 'flat')
    return say` It kept level over ${Math.round(trend.spanSeconds)} s.`
  return SILENCE
}

/** What lies above the threshold is garbage, and V8's limits fit into the container. */
export function onlyGarbage(report: NodeReport, problem: Problem): Verdict {
  const [view] = problem.views
  return {
    ...blank(),
    cause: 'healthy',
    confidence: 'likely',
    ...say`${usageText(report)}, but what lies above the ${percent(problem.thresholds.problemUsageRatio)} from which it would be a problem is garbage: forced collections of process ${view?.pid ?? 0} left ${formatBytes(view?.last.heapUsedBytes ?? 0)} of JavaScript heap, which did not grow.${defaultLimit(problem)}`,
    because: problem.findings
      .filter((each) => each.id.startsWith('snapshot.garbage'))
      .map((each) => each.id),
  }
}

/** V8's limits fit into the memory there is, or nobody set them, and V8 chose more than there is. */
function defaultLimit(problem: Problem): Said {
  const limits = heapLimits(problem)
  if (limits === null || limits.sumBytes <= problem.limitBytes)
    return say` V8's limits fit into the memory there is.`
  return say` By itself V8 allows the heaps ${formatBytes(limits.sumBytes)}, more than there is: with --max-old-space-size it would collect earlier.`
}

/** It is large and stands still under its traffic, and has not been up for long enough to have grown unseen. */
export function needed(report: NodeReport, problem: Problem, steady: Steady): Verdict {
  const { pid, heldBytes, spanSeconds, unseenBytes } = steady
  return {
    ...blank(),
    cause: 'healthy',
    confidence: 'likely',
    ...say`${usageText(report)}, more than the ${percent(problem.thresholds.problemUsageRatio)} from which it is looked into, but it is what the service works with: process ${pid} holds ${formatBytes(heldBytes)} after forced collections, which did not grow in ${Math.round(spanSeconds)} s under traffic, and since its start it cannot have gained more than ${formatBytes(unseenBytes)} that slowly. Give it a larger limit if there is to be room for peaks.`,
    because: problem.findings
      .filter((each) => /^snapshot\.(?:heap|external)-growth/.test(each.id))
      .map((each) => each.id),
  }
}

/** It was full, and was started again while it was looked at. */
export function restarted(report: NodeReport, findings: readonly Finding[]): Verdict {
  return {
    ...blank(),
    cause: 'inconclusive',
    confidence: 'none',
    ...say`${usageText(report)} now, but it was started again while it was looked at, and before that it held more than would be a problem.`,
    because: findings
      .filter((each) => each.id.startsWith('load.restarted/'))
      .map((each) => each.id),
    nextMeasurement: {
      step: 'load',
      ...say`Run it again when the service has been up for as long as it took to fill.`,
    },
  }
}

/** There is a problem that the evidence does not explain: the one measurement that would decide is named. */
export function inconclusive(
  report: NodeReport,
  problem: Problem,
  doubtful: readonly Candidate[],
): Verdict {
  // Where memory only rises, a few pages of cache explain nothing.
  const against = doubtful.find(
    (each) => explains(problem, each.explainedBytes) && (problem.aboveBytes > 0 || each.grows),
  )
  const doubt =
    against === undefined
      ? say`No cause that was measured explains the bytes.`
      : isDoubted(problem, against.cause)
        ? say`${against} Something strong speaks against it, though.`
        : say`${against} But what was measured does not tell whether that is the cause.`
  const { trend } = problem
  // What only collections showed, or only some processes do, is no figure of all of them.
  const rise =
    problem.aboveBytes === 0 && problem.rising && trend?.direction === 'rising'
      ? say` Memory rose by ${formatBytes(trend.growth.bytes)} in ${Math.round(trend.spanSeconds)} s; whether that is garbage or held is not known.`
      : SILENCE
  return {
    ...blank(),
    cause: 'inconclusive',
    confidence: 'none',
    ...say`${usageText(report)}.${rise} ${doubt}`,
    because: problem.findings.filter((each) => each.speaks === 'for').map((each) => each.id),
    contributing: doubtful.map((each) => ({
      cause: each.cause,
      confidence: each.confidence,
      explainedBytes: each.explainedBytes,
      because: [...each.because],
    })),
    nextMeasurement: against?.next ?? nextMeasurement(problem),
  }
}

export function noProcess(service: Service, findings: readonly Finding[]): Verdict {
  const what =
    service.process === undefined
      ? say`No Node.js process`
      : say`No process with \`${service.process}\` in its title or command line`
  return {
    ...blank(),
    cause: 'inconclusive',
    confidence: 'none',
    ...say`${what} was found, so there is no memory to account for.`,
    because: findings.filter((each) => each.step === 'top').map((each) => each.id),
    nextMeasurement: {
      step: 'top',
      ...say`Check that the service runs there, and name a text of its title or command line: \`process\` in services.yml, or --process.`,
    },
  }
}

export function notMeasured(findings: readonly Finding[] = []): Verdict {
  return {
    ...blank(),
    cause: 'inconclusive',
    confidence: 'none',
    ...say`How much memory the service uses was not measured.`,
    because: findings.map((each) => each.id),
    nextMeasurement: { step: 'top', ...say`Measure the processes: run the step \`top\`.` },
  }
}

/** The cause is certain, and beside it the memory rises. */
export const UNEXPLAINED_RISE = {
  step: 'snapshot',
  rung: 'gc',
  ...say`The memory rises, which this cause does not explain: read the heap figures of one worker after forced collections (--approve gc) to tell garbage from a leak beside it.`,
} as const satisfies Verdict['nextMeasurement']

/** What would turn a likely cause into a confirmed one. */
export function unproved(cause: Cause): NonNullable<Verdict['nextMeasurement']> {
  switch (cause) {
    case 'overforked-workers':
      return {
        step: 'snapshot',
        rung: 'gc',
        ...say`Each worker holds more than an ordinary one: read the heap figures of one of them (process.memoryUsage() by the inspector), twice, to tell a large working set from a leak.`,
      }
    case 'websocket-compression':
      return {
        step: 'websocket',
        ...say`Turn compression off on one node and compare its memory with the others under the same connections.`,
      }
    case 'console-backpressure':
      return { step: 'logs', ...say`Send the output to a file on one node and compare its memory.` }
    case 'js-heap-leak':
    case 'external-memory':
    case 'allocator-fragmentation':
    case 'page-cache':
    case 'heap-limit-over-container':
    case 'real-load':
    case 'other-process':
    case 'healthy':
    case 'inconclusive':
      return afterTheFix()
  }
}

/** Where nothing but the fix itself can prove a cause. */
export function afterTheFix(): NonNullable<Verdict['nextMeasurement']> {
  return { step: 'top', ...say`Measure again after the fix and compare with the prediction.` }
}

/** The worst node's verdict, with a word on the nodes that came out otherwise. */
export function differing(
  worst: { readonly node: NodeReport; readonly verdict: Verdict },
  others: readonly { readonly node: NodeReport; readonly verdict: Verdict }[],
): Verdict {
  if (others.length === 0) return worst.verdict
  const unlike = others.filter((each) => each.verdict.cause !== worst.verdict.cause)
  const named = unlike
    .slice(0, NAMED)
    .map((each) => say`${each.node.name} (${causeName(each.verdict.cause)})`)
  const more = unlike.length > NAMED ? say` and ${unlike.length - NAMED} more` : SILENCE
  const tail =
    unlike.length === 0
      ? say` The same holds on the other nodes (${others.length}).`
      : say` Other nodes differ: ${listed(named)}${more}.`
  return { ...worst.verdict, ...say`${worst.node.name}: ${worst.verdict}${tail}` }
}

/** Nodes named in one sentence; the rest are in the node list. */
const NAMED = 5

function nextMeasurement(problem: Problem): NonNullable<Verdict['nextMeasurement']> {
  const { views, trend } = problem
  const measured = views.find((view) => view.growth !== null)
  if (trend !== null && trend.ended.length > 0) {
    return {
      step: 'load',
      ...say`The service was started again while it was looked at: run it again when it has been up for some time.`,
    }
  }
  if (views.length === 0) {
    return {
      step: 'snapshot',
      rung: 'gc',
      ...say`Read the heap figures of one worker after forced collections (--approve gc; process.memoryUsage() through the inspector): rss against heapUsed, external and arrayBuffers tells a JavaScript heap from native memory, and what still grows is held.`,
    }
  }
  if (measured === undefined) {
    return {
      step: 'snapshot',
      rung: 'gc',
      ...say`Read the heap figures again after forced collections (--approve gc): what still grows then is held.`,
    }
  }
  if (problem.rising && !views.some(isGrowing)) {
    return {
      step: 'snapshot',
      ...say`Process ${measured.pid} did not grow between forced collections, but another process of the service rises: run it again when that has risen further, so that it is the one that is looked into.`,
    }
  }
  return {
    step: 'snapshot',
    rung: 'snapshot',
    ...say`Process ${measured.pid} holds ${formatBytes(measured.last.heapUsedBytes)} of JavaScript heap after a collection and did not grow: measure again under other traffic, and compare two snapshots some time apart (--approve snapshot).`,
  }
}

function usageText(report: NodeReport): Said {
  const usage = report.usageBytes ?? 0
  const limit = report.limitBytes ?? 0
  const source = {
    config: say`the limit in services.yml`,
    cgroup: say`the cgroup's limit`,
    host: say`the host's memory`,
  }[report.limitSource]
  const share = limit === 0 ? SILENCE : say` (${percent(usage / limit)})`
  return say`The service uses ${formatBytes(usage)} of ${formatBytes(limit)}${share}, ${source}`
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`
}

function blank(): Pick<Verdict, 'explainedBytes' | 'contributing' | 'ruledOut'> {
  return { explainedBytes: null, contributing: [], ruledOut: [] }
}
