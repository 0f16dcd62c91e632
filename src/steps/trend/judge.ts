import { formatBytes } from '../../core/bytes.ts'
import type { Finding } from '../../core/finding.ts'
import {
  type Following,
  following,
  loadName,
  loadSeries,
  type LoadSeries,
} from '../../core/load-series.ts'
import { type Reading, reading } from '../../core/readings.ts'
import { listed, plural, say, type Said, SILENCE } from '../../core/say.ts'
import type { JudgeInput } from '../../core/step.ts'
import { type Trend, trendOf } from '../../core/trend.ts'
import { newFinding } from '../answer.ts'

type Told = Parameters<typeof newFinding>[2]

/** What the looks at the memory of one node say together: made once, when all of them were taken. */
export function judgeTrend(input: JudgeInput): readonly Finding[] {
  const trend = trendOf(input.evidence, input.node, input.thresholds)
  if (trend === null) return []
  const series = loadSeries(trend)
  const told = [
    course(trend),
    ended(trend),
    use(trend, series),
    follows(trend, series),
    kills(trend, reading(input.evidence, input.node, 'top'), input),
  ]
  return told.flatMap((each) => (each === null ? [] : [newFinding('load', input.node, each)]))
}

function course(trend: Trend): Told | null {
  const { direction, points, spanSeconds, growth } = trend
  if (direction === 'unknown') return null
  const values = points.map((point) => point.value)
  const over = say`over ${seconds(spanSeconds)}`
  const range = say`between ${formatBytes(Math.min(...values))} and ${formatBytes(Math.max(...values))}`
  const change = say`${signed(growth.bytes)} (${signed(growth.lowBytes)} to ${signed(growth.highBytes)})`
  const base = { rule: 'trend', cause: null, speaks: 'neither', evidence: trend.evidence } as const
  switch (direction) {
    case 'rising':
      return {
        ...base,
        strength: trend.settled ? 'strong' : 'weak',
        ...say`Memory of the same processes rose by ${change} ${over}, from look to look and in its lows${trend.settled ? SILENCE : say`; that may still be garbage between two collections`}.`,
      }
    case 'falling':
      return {
        ...base,
        strength: 'weak',
        ...say`Memory fell by ${formatBytes(-growth.bytes)} ${over}.`,
      }
    case 'swinging':
      return {
        ...base,
        strength: 'weak',
        ...say`Memory went up and down ${over}, ${range}: as garbage does, which is collected.`,
      }
    case 'flat':
      return { ...base, strength: 'weak', ...say`Memory kept level ${over}, ${range}.` }
  }
}

function ended({ ended: gone, evidence }: Trend): Told | null {
  if (gone.length === 0) return null
  const which = plural(gone.length, say`process ${gone[0] ?? 0}`, say`${gone.length} processes`)
  return {
    rule: 'restarted',
    cause: null,
    speaks: 'neither',
    strength: 'strong',
    ...say`The service was started again while it was looked at: ${which} ended. What was measured before does not go with what was measured after.`,
    evidence,
  }
}

function use(trend: Trend, series: LoadSeries | null): Told | null {
  if (series === null) return null
  const { perProcess, acceptedPerSecond, segmentsPerSecond, requestsPerSecond, metric } = series
  const busiest = perProcess
    .slice(0, 3)
    .filter((each) => each.cpus >= 0.01)
    .map((each) => `${each.pid}: ${each.cpus.toFixed(2)}`)
  const each = busiest.length === 0 ? say`none above 0.01` : listed(busiest)
  const traffic =
    acceptedPerSecond === null || segmentsPerSecond === null
      ? SILENCE
      : say`; ${acceptedPerSecond.toFixed(1)} connections were taken and ${segmentsPerSecond.toFixed(0)} TCP segments received a second by the network it lives in`
  const requests =
    requestsPerSecond === null || metric === null
      ? SILENCE
      : say`; it counted ${requestsPerSecond.toFixed(1)} requests a second (${metric})`
  return {
    rule: 'use',
    cause: null,
    speaks: 'neither',
    strength: 'weak',
    ...say`Over ${seconds(trend.spanSeconds)} the service used ${series.cpus.toFixed(2)} CPUs (busiest processes: ${each})${requests}${traffic}.`,
    evidence: trend.evidence,
  }
}

function follows(trend: Trend, series: LoadSeries | null): Told | null {
  const found = series === null ? null : following(series, trend.significantBytes)
  if (found === null) return null
  const { what, correlation, low, high } = found
  const unit = UNITS[what]
  const shown = (load: number) => say`${load >= 10 ? load.toFixed(0) : load.toFixed(2)}${unit}`
  return {
    rule: 'follows-load',
    cause: 'real-load',
    speaks: 'for',
    strength: 'strong',
    ...say`The memory follows ${loadName(what)}: ${formatBytes(low.memoryBytes)} at ${shown(low.load)}, ${formatBytes(high.memoryBytes)} at ${shown(high.load)} (rank correlation ${correlation.toFixed(2)}).`,
    evidence: trend.evidence,
  }
}

const UNITS = {
  'CPU use': say` CPUs`,
  connections: SILENCE,
  traffic: say` segments/s`,
  requests: say` requests/s`,
} as const satisfies Record<Following['what'], Said>

/**
 * The kernel's counter of kills has no time. It counts as a problem of today when it rose while it was looked at, or
 * when a process that runs now was started again, later than the others, within the runbook's outOfMemoryHours.
 */
function kills(trend: Trend, top: Reading<'top'> | null, { thresholds }: JudgeInput): Told | null {
  const counted = trend.samples.flatMap((sample) => sample.oomKills ?? [])
  const last = Math.max(0, ...counted)
  if (last === 0) return null
  const during = last - Math.min(...counted)
  const base = { cause: null, speaks: 'neither' } as const
  if (during > 0) {
    return {
      ...base,
      rule: 'out-of-memory-kills',
      strength: 'strong',
      ...say`The kernel killed ${processes(during)} of this cgroup because its memory ran out, while it was looked at.`,
      evidence: trend.evidence,
    }
  }
  const again = startedAgain(top, thresholds.outOfMemoryHours)
  if (again !== null && top !== null) {
    return {
      ...base,
      rule: 'out-of-memory-kills',
      strength: 'strong',
      ...say`The kernel has killed ${processes(last)} of this cgroup because its memory ran out, and process ${again.pid} was started again ${seconds(again.seconds)} ago, later than the others.`,
      evidence: [...trend.evidence, top.id],
    }
  }
  return {
    ...base,
    rule: 'old-out-of-memory-kills',
    strength: 'weak',
    ...say`The kernel has killed ${processes(last)} of this cgroup because its memory ran out; when is not known: none while it was looked at, and no process was started again since.`,
    evidence: trend.evidence,
  }
}

/** Younger than the oldest by more than a service takes to start. */
const STARTING_SECONDS = 120

function startedAgain(
  top: Reading<'top'> | null,
  hours: number,
): { readonly pid: number; readonly seconds: number } | null {
  const ages = (top?.values.processes ?? []).flatMap(({ pid, uptimeSeconds }) =>
    uptimeSeconds === null ? [] : [{ pid, seconds: uptimeSeconds }],
  )
  const oldest = Math.max(0, ...ages.map((each) => each.seconds))
  const [youngest] = ages.toSorted((a, b) => a.seconds - b.seconds)
  if (youngest === undefined || youngest.seconds > hours * 3600) return null
  return oldest - youngest.seconds > STARTING_SECONDS ? youngest : null
}

function processes(count: number): Said {
  return plural(count, say`a process`, say`${count} processes`)
}

function seconds(span: number): string {
  return span >= 600 ? `${Math.round(span / 60)} min` : `${Math.round(span)} s`
}

function signed(bytes: number): string {
  return bytes < 0 ? `-${formatBytes(-bytes)}` : `+${formatBytes(bytes)}`
}
