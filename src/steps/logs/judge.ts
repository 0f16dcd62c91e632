import { formatBytes } from '../../core/bytes.ts'
import type { Evidence } from '../../core/evidence.ts'
import type { Finding } from '../../core/finding.ts'
import { reading } from '../../core/readings.ts'
import type { Thresholds } from '../../core/runbook.ts'
import type { JudgeInput } from '../../core/step.ts'
import type { LogsValues, RepeatedLine } from '../../core/logs-values.ts'
import { plural, say, type Said, SILENCE } from '../../core/say.ts'
import { newFinding } from '../answer.ts'
import { QUIET_LOG_RATIO } from './limits.ts'
import { isOld, type MemoryLine } from './memory-lines.ts'

/** What the logs of one node say about the causes. */
export function judgeLogs(input: JudgeInput): readonly Finding[] {
  const read = reading(input.evidence, input.node, 'logs')
  if (read === null) return []
  const evidence = input.evidence.find((each) => each.id === read.id)
  const rules: Rule[] = [
    startupLines,
    forking,
    periodicLines,
    outOfMemory,
    oldOutOfMemory,
    backpressure,
  ]
  return rules.flatMap((rule) => {
    const found = rule(read.values, input, evidence?.missing ?? [])
    if (found === null) return []
    return [newFinding('logs', input.node, { ...found, evidence: [read.id] })]
  })
}

type Found = Omit<Finding, 'id' | 'step' | 'node' | 'evidence'> & { readonly rule: string }
type Rule = (values: LogsValues, input: JudgeInput, missing: Evidence['missing']) => Found | null

/** The link between workers and lines: each worker starts alone and says so alone. */
function startupLines(
  values: LogsValues,
  { thresholds }: JudgeInput,
  missing: Evidence['missing'],
): Found | null {
  const { workers, startup } = values
  const first = startup[0]
  if (first === undefined || workers === 0) return null
  const base = { rule: 'startup-lines', cause: 'overforked-workers' } as const
  const alike = startup.filter((line) => isOncePerWorker(line, workers))
  const line = alike[0]
  if (line !== undefined && workers >= many(thresholds)) {
    const others = alike.length > 1 ? say` (and ${alike.length - 1} more)` : SILENCE
    return {
      ...base,
      speaks: 'for',
      strength: 'strong',
      ...say`Start-up lines stand ${workers} times, once per worker: \`${line.text}\`${others}.`,
    }
  }
  const runs =
    workers < many(thresholds) ? undefined : startup.find((each) => isRunsOfAll(each, workers))
  if (runs !== undefined) {
    return {
      ...base,
      speaks: 'for',
      strength: 'weak',
      ...say`\`${runs.text}\` stands ${runs.count} times, ${runs.count / workers} times per worker; the log has no times, so starts cannot be told apart.`,
    }
  }
  const most = Math.max(...startup.map((each) => each.count))
  // Of a file per worker only some were read: few lines then say nothing.
  if (missing.some((each) => each.reason === 'truncated') || most >= many(thresholds)) return null
  return {
    ...base,
    speaks: 'against',
    strength: 'weak',
    ...(most === 1
      ? say`Each start-up line stands once: \`${first.text}\`.`
      : say`Start-up lines stand at most ${most} times, with ${workers} workers: \`${first.text}\`.`),
  }
}

/** From here on a service of the least workers counts as over-forked. */
function many({ minimumWorkers, overforkedFactor }: Thresholds): number {
  return minimumWorkers * overforkedFactor
}

/** As many writings as workers and, where lines name their writer, each by another process. */
function isOncePerWorker(line: RepeatedLine, workers: number): boolean {
  return line.count === workers && (line.pids === null || line.pids === workers)
}

function isRunsOfAll(line: RepeatedLine, workers: number): boolean {
  return line.firstAt === null && line.pids === null && line.count % workers === 0
}

/** node-agent states the count itself. */
function forking({ nodeAgent, workers }: LogsValues, { thresholds }: JudgeInput): Found | null {
  if (nodeAgent?.forking == null) return null
  const device =
    nodeAgent.cpus === null
      ? SILENCE
      : say` on a device of ${nodeAgent.cpus} CPUs${nodeAgent.physicalCores === null ? SILENCE : say`, ${nodeAgent.physicalCores} physical cores`}`
  const over = nodeAgent.forking >= many(thresholds)
  const now = workers === nodeAgent.forking ? SILENCE : say`; ${workers} run now`
  return {
    rule: 'node-agent-forking',
    cause: 'overforked-workers',
    speaks: over ? 'for' : 'against',
    strength: over ? 'strong' : 'weak',
    ...say`node-agent's own log says: forking ${nodeAgent.forking} workers${device}${now}.`,
  }
}

/** A timed job that runs once per worker does its work many times over, whatever it costs in memory. */
function periodicLines({ periodic, workers }: LogsValues): Found | null {
  const repeated = periodic.filter((line) => line.count > 1 && line.count === workers)
  const first = repeated[0]
  if (first === undefined) return null
  const others = repeated.length > 1 ? say` (and ${repeated.length - 1} more)` : SILENCE
  return {
    rule: 'periodic-lines',
    cause: null,
    speaks: 'neither',
    strength: 'weak',
    ...say`Each timed job runs ${first.count} times, once per worker, every ${first.periodSeconds ?? '?'} s: \`${first.text}\`${others}.`,
  }
}

function outOfMemory({ memoryLines }: LogsValues, { thresholds }: JudgeInput): Found | null {
  const recent = memoryLines.filter((each) => !isOld(each))
  const first = recent[0]
  if (first === undefined) return null
  return {
    rule: 'out-of-memory',
    cause: null,
    speaks: 'neither',
    strength: 'strong',
    ...say`${speakOfMemory(recent)}, the last of one kind in ${first.path}: \`${first.text}\`${datedBy(first, thresholds)}.`,
  }
}

/** Lines from before the runbook's outOfMemoryHours: worth knowing, and no problem of today. */
function oldOutOfMemory({ memoryLines }: LogsValues, { thresholds }: JudgeInput): Found | null {
  const old = memoryLines.filter(isOld)
  const first = old[0]
  if (first === undefined) return null
  const at = first.when?.at ?? say`an unknown time`
  const by = {
    line: say`at ${at}`,
    neighbour: say`before ${at}`,
    file: say`not after ${at}`,
    nothing: say`at ${at}`,
  }
  return {
    rule: 'old-out-of-memory',
    cause: null,
    speaks: 'neither',
    strength: 'weak',
    ...say`${speakOfMemory(old)}, but more than ${thresholds.outOfMemoryHours} h ago, the last of one kind in ${first.path} ${by[first.when?.from ?? 'nothing']}: \`${first.text}\`.`,
  }
}

function speakOfMemory(lines: readonly MemoryLine[]): Said {
  const count = lines.reduce((sum, each) => sum + each.count, 0)
  return plural(
    count,
    say`A line speaks of memory running out`,
    say`${count} lines speak of memory running out`,
  )
}

function datedBy({ when }: MemoryLine, { outOfMemoryHours }: Thresholds): Said {
  if (when?.from === 'nothing') return say`; it has no time, so it counts as recent`
  if (when?.from !== 'file') return SILENCE
  return say`; it has no time, but its file was written in the last ${outOfMemoryHours} h`
}

function backpressure(values: LogsValues, { thresholds }: JudgeInput): Found | null {
  const { busyLogBytesPerSecond, backlogBytes } = thresholds
  const base = { rule: 'console-backpressure', cause: 'console-backpressure' } as const
  if (values.backlogBytes !== null && values.backlogBytes >= backlogBytes) {
    const text = say`${formatBytes(values.backlogBytes)} of output wait for a reader of stdout or stderr.`
    return { ...base, speaks: 'for', strength: 'strong', ...text }
  }
  const waits = values.waitingToWrite ?? []
  if (waits.length > 0) {
    const who = plural(
      waits.length,
      say`Process ${waits[0] ?? 0} waits`,
      say`${waits.length} processes wait`,
    )
    const text = say`${who} to write to stdout or stderr, both times it was looked at: the reader does not keep up, and what is not taken stays in the process.`
    return { ...base, speaks: 'for', strength: 'strong', ...text }
  }
  const rates = values.files.map((each) => each.bytesPerSecond).filter((each) => each !== null)
  if (rates.length === 0) return null
  const rate = rates.reduce((sum, each) => sum + each, 0)
  const shown = `${formatBytes(Math.round(rate))}/s`
  if (rate > busyLogBytesPerSecond) {
    const text = say`The logs grow by ${shown}: writing them is work, and output may pile up in the processes.`
    return { ...base, speaks: 'for', strength: 'weak', ...text }
  }
  if (rate > busyLogBytesPerSecond * QUIET_LOG_RATIO) return null
  const files = plural(
    rates.length,
    say`The log file grows`,
    say`The ${rates.length} log files grow`,
  )
  const against = { ...base, speaks: 'against' } as const
  // What a service prints need not be what it logs: behind a pipe or socket a backlog is seen by nobody.
  if (values.backlogBytes !== 0 && values.waitingToWrite == null) {
    const text = say`${files} by ${shown}, which is little; whether output waits in stdout or stderr cannot be seen: they are not known to be files.`
    return { ...against, strength: 'weak', ...text }
  }
  const why =
    values.backlogBytes === 0
      ? say`and stdout and stderr are files`
      : say`and no process waits to write to stdout or stderr`
  const text = say`${files} by ${shown}, ${why}: too little output to pile up.`
  return { ...against, strength: 'strong', ...text }
}
