import { sum } from '../../core/sizing.ts'
import type { ProbeInput } from '../../core/step.ts'
import type { TrendProcess, TrendSample, TrendValues } from '../../core/trend-values.ts'
import { readCgroup } from '../cgroup.ts'
import { type ProcessTable, readProcessTable } from '../process-table.ts'
import { readSections, type Sections } from '../sections.ts'
import { TREND_PROCESSES } from './limits.ts'
import { readRequests } from './requests.ts'
import { readTraffic } from './traffic.ts'

/**
 * The look at the memory that every probe's answer holds: its process table is one. Null where the probe did not
 * come to it, saw no process of the service, or tells no time.
 */
export function trendOfProbe(text: string, input: ProbeInput): TrendValues | null {
  const sections = readSections(text, input.nonce)
  const table = readProcessTable(sections)
  if (table === null || table.hostUptimeSeconds === null || table.processes.length === 0)
    return null
  return {
    kind: 'trend',
    bootId: table.bootId,
    ticksPerSecond: table.ticksPerSecond,
    samples: [sampleOf(sections, table, table.hostUptimeSeconds)],
  }
}

function sampleOf(sections: Sections, table: ProcessTable, atSeconds: number): TrendSample {
  const processes = table.processes.map(({ pid, startTicks, rssBytes, anonBytes, cpuTicks }) => ({
    pid,
    startTicks,
    rssBytes,
    anonBytes,
    cpuTicks,
  }))
  const oomKills = readCgroup(sections).cgroup.oomKills
  return {
    ...sampleFrom(atSeconds, processes),
    ...lookOf(sections.lines('traffic')),
    ...(oomKills === null ? {} : { oomKills }),
  }
}

/** What a look says beside the processes: the traffic of their network, and the requests they count. */
export function lookOf(lines: readonly string[]): Pick<TrendSample, 'traffic' | 'requests'> {
  const requests = readRequests(lines)
  return { traffic: readTraffic(lines), ...(requests === null ? {} : { requests }) }
}

/** The sums over all processes, and the largest of them. */
export function sampleFrom(
  atSeconds: number,
  processes: readonly TrendProcess[],
): Omit<TrendSample, 'traffic' | 'requests'> {
  const anon = processes.map((each) => each.anonBytes)
  const known = anon.filter((each) => each !== null)
  const largest = processes.toSorted(
    (a, b) => (b.anonBytes ?? b.rssBytes) - (a.anonBytes ?? a.rssBytes) || a.pid - b.pid,
  )
  return {
    atSeconds,
    processes: largest.slice(0, TREND_PROCESSES),
    count: processes.length,
    rssBytes: sum(processes.map((each) => each.rssBytes)),
    anonBytes: known.length === anon.length ? sum(known) : null,
  }
}
