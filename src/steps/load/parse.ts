import type { Missing } from '../../core/evidence.ts'
import { requestsBetween } from '../../core/load-series.ts'
import type { Parsed, ProbeInput } from '../../core/step.ts'
import type { LoadValues } from '../../core/values.ts'
import { readAllowedCpus, usableTime } from '../allowed-cpus.ts'
import { denied, readAnswer } from '../answer.ts'
import { pressureOf, readCgroup } from '../cgroup.ts'
import { readListening } from '../listening.ts'
import { readNodeMemory } from '../node-memory.ts'
import { decimalNumber, type Sections } from '../sections.ts'
import { readRequests, requestsUnread } from '../trend/requests.ts'
import { readSample, type Sample } from './sample.ts'
import { say } from '../../core/say.ts'

/** Reads the answer of the load probe. */
export function parseLoad(text: string, input: ProbeInput): Parsed {
  const answer = readAnswer(text, input)
  if (!('table' in answer)) return answer
  const { sections, table } = answer
  const { cgroup, pressureRatio, missing: ofCgroup } = readCgroup(sections)
  const memory = readNodeMemory(sections)
  const usable = usableTime(readAllowedCpus(sections), cgroup.cpuQuota)
  const load = sections.lines('load')
  const ports = readPorts(sections)
  const values: LoadValues = {
    kind: 'load',
    os: table.os,
    cgroup,
    hostMemoryBytes: memory.totalBytes,
    hostAvailableBytes: memory.availableBytes,
    loadAverage1: decimalNumber(load.find((line) => line.startsWith('load '))?.slice(5)),
    ...cpuUse(sections, input.thresholds.sampleSeconds, table.ticksPerSecond),
    ...(usable === null || usable <= 0 ? {} : { usableCpus: usable }),
    ports: ports.list,
    connections: connectionsOf(ports),
    ...requestUse(sections),
    memoryPressureRatio: pressureRatio ?? pressureOf(load),
  }
  const missing: Missing[] = [...answer.missing, ...ofCgroup]
  if (cgroup.version === null) missing.push({ what: say`the cgroup`.text, reason: 'not-found' })
  if (ports.closed > 0)
    missing.push(denied(say`open files: which ports are the service's own`.text))
  if (input.service.requests !== undefined && values.requestsPerSecond === undefined) {
    missing.push(unreadRequests(sections, input.service.requests.url))
  }
  return { values, missing }
}

/** Requests a second between the two samples, by the service's own counter; nothing where it is not there, or fell. */
function requestUse(sections: Sections): Pick<LoadValues, 'requestsPerSecond' | 'requestsMetric'> {
  const [first, second] = [sections.lines('first'), sections.lines('second')]
  const after = readRequests(second)
  const seconds = (readSample(second).at ?? 0) - (readSample(first).at ?? 0)
  const perSecond = requestsBetween(readRequests(first), after, seconds)
  if (perSecond === null || after === null) return {}
  return { requestsPerSecond: perSecond, requestsMetric: after.metric }
}

function unreadRequests(sections: Sections, url: string): Missing {
  const what = say`requests counted at ${url}`.text
  if (requestsUnread(sections.lines('second'))) {
    return {
      what,
      reason: 'unreadable',
      hint: say`Nothing answered there, or the node has none of curl, wget, bash and nc to ask with.`
        .text,
    }
  }
  return {
    what,
    reason: 'not-found',
    hint: say`The page has no counter of that name, or it fell meanwhile, as where each worker counts for itself: name one under \`requests.metric\` in services.yml.`
      .text,
  }
}

function cpuUse(
  sections: Sections,
  wantedSeconds: number,
  ticksPerSecond: number,
): Pick<LoadValues, 'hostCpuRatio' | 'serviceCpus' | 'sampleSeconds'> {
  const first = readSample(sections.lines('first'))
  const second = readSample(sections.lines('second'))
  const seconds = second.at === null || first.at === null ? 0 : second.at - first.at
  if (seconds <= 0) return { hostCpuRatio: null, serviceCpus: null, sampleSeconds: wantedSeconds }
  return {
    hostCpuRatio: hostRatio(first, second),
    serviceCpus:
      second.processes.size === 0 ? null : serviceTicks(first, second) / ticksPerSecond / seconds,
    sampleSeconds: seconds,
  }
}

function hostRatio(first: Sample, second: Sample): number | null {
  if (first.host === null || second.host === null) return null
  const total = second.host.total - first.host.total
  const busy = second.host.busy - first.host.busy
  return total <= 0 ? null : Math.min(1, Math.max(0, busy / total))
}

/** A process that started between the samples counts whole; one that ended is not seen any more. */
function serviceTicks(first: Sample, second: Sample): number {
  let ticks = 0
  for (const [process, after] of second.processes) {
    ticks += Math.max(0, after - (first.processes.get(process) ?? 0))
  }
  return ticks
}

type Ports = { readonly list: LoadValues['ports']; readonly closed: number }

function readPorts(sections: Sections): Ports {
  const { sockets, connections, unreadable } = readListening(sections, 'listening')
  const own = new Set(sockets.map((each) => each.port))
  const list = [...connections].map(([port, count]) => ({
    port,
    connections: count,
    own: own.has(port),
  }))
  return { list: list.toSorted((a, b) => a.port - b.port), closed: unreadable }
}

/** Those to the service's own ports; where its sockets may not be read, those to all of the node's. */
function connectionsOf({ list, closed }: Ports): number {
  const own = list.filter((each) => each.own)
  const counted = own.length === 0 && closed > 0 ? list : own
  return counted.reduce((total, each) => total + each.connections, 0)
}
