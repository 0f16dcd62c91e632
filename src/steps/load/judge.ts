import { formatBytes } from '../../core/bytes.ts'
import type { Finding } from '../../core/finding.ts'
import { reading } from '../../core/readings.ts'
import { plural, say, type Said, SILENCE, type Wording } from '../../core/say.ts'
import type { JudgeInput } from '../../core/step.ts'
import type { LoadValues } from '../../core/values.ts'
import { newFinding } from '../answer.ts'

type Told = Omit<Parameters<typeof newFinding>[2], 'evidence'>

/** Is the memory simply traffic? And what the cgroup tells on the way: page cache, waiting. */
export function judgeLoad(input: JudgeInput): readonly Finding[] {
  const load = reading(input.evidence, input.node, 'load')
  if (load === null) return []
  const { values } = load
  return [
    cpu(values, input),
    pageCache(values, input),
    sharedMemory(values),
    pressure(values),
  ].flatMap((told) =>
    told === null ? [] : [newFinding('load', input.node, { ...told, evidence: [load.id] })],
  )
}

function cpu(values: LoadValues, { thresholds }: JudgeInput): Told | null {
  const { serviceCpus, usableCpus, connections } = values
  if (serviceCpus === null || usableCpus === undefined) return null
  const ratio = serviceCpus / usableCpus
  const use = say`The service used ${serviceCpus.toFixed(2)} of ${plain(usableCpus)} CPUs (${percent(ratio)}) over ${values.sampleSeconds.toFixed(1)} s, with ${plural(connections, say`${connections} established connection`, say`${connections} established connections`)}${whose(values)}`
  const base = { rule: 'cpu', cause: 'real-load' } as const
  if (ratio >= thresholds.busyCpuRatio) {
    return { ...base, speaks: 'for', strength: 'weak', ...say`${use}: it is busy.` }
  }
  if (ratio >= thresholds.idleCpuRatio) {
    return { ...base, speaks: 'neither', strength: 'weak', ...say`${use}: neither idle nor busy.` }
  }
  // Idle clients cost memory and no CPU: only few of them rule traffic out.
  const held = connections * thresholds.deflateBytesPerConnection
  const memory = usageOf(values)
  if (memory !== null && held > memory * (1 - thresholds.explainedRatio)) {
    return {
      ...base,
      speaks: 'against',
      strength: 'weak',
      ...say`${use}: it is not busy, but that many connections may hold ${formatBytes(held)}.`,
    }
  }
  return {
    ...base,
    speaks: 'against',
    strength: 'strong',
    ...say`${use}: it is not busy, so traffic does not explain the memory.`,
  }
}

/** Without a port known as the service's own the count is of all ports of the node. */
function whose({ ports, connections }: LoadValues): Said {
  const ofNode = connections > 0 && ports.length > 0 && !ports.some((each) => each.own)
  return ofNode ? say` to the node (which are the service’s own could not be read)` : SILENCE
}

function pageCache({ cgroup }: LoadValues, { thresholds }: JudgeInput): Told | null {
  const { memoryUsageBytes, memoryLimitBytes, fileBytes } = cgroup
  if (memoryLimitBytes === null || fileBytes === null || !memoryUsageBytes) return null
  // shmem is counted among the file pages and cannot be given back.
  const cache = Math.max(0, fileBytes - (cgroup.shmemBytes ?? 0))
  const ratio = cache / memoryUsageBytes
  // Above the threshold it is the cause where without it there is no problem left; below, where it is most of the usage.
  const threshold = memoryLimitBytes * thresholds.problemUsageRatio
  const named =
    memoryUsageBytes > threshold
      ? memoryUsageBytes - cache <= threshold
      : ratio >= thresholds.pageCacheRatio
  const text = say`Page cache makes up ${formatBytes(cache)} (${percent(ratio)}) of the cgroup's ${formatBytes(memoryUsageBytes)}`
  return {
    rule: 'page-cache',
    cause: 'page-cache',
    speaks: named ? 'for' : 'against',
    strength: 'strong',
    ...(named ? say`${text}: the kernel gives it back before it kills anything.` : say`${text}.`),
  }
}

/** Told where it is a part of the usage worth naming: unlike page cache it cannot be given back. */
function sharedMemory({ cgroup }: LoadValues): Told | null {
  const { memoryUsageBytes, memoryLimitBytes, shmemBytes } = cgroup
  if (memoryLimitBytes === null || !memoryUsageBytes || shmemBytes === null) return null
  const ratio = shmemBytes / memoryUsageBytes
  if (ratio < WORTH_NAMING) return null
  return {
    rule: 'shared-memory',
    cause: 'external-memory',
    speaks: 'for',
    strength: 'strong',
    ...say`Files on a tmpfs and shared memory make up ${formatBytes(shmemBytes)} (${percent(ratio)}) of the cgroup's ${formatBytes(memoryUsageBytes)}: the kernel cannot give them back.`,
  }
}

/** Share of the usage below which shared memory is everyday: V8 and libraries map some of it. */
const WORTH_NAMING = 0.1

function pressure({ memoryPressureRatio }: LoadValues): Told | null {
  if (memoryPressureRatio === null || memoryPressureRatio < 0.005) return null
  return {
    rule: 'memory-pressure',
    cause: null,
    speaks: 'neither',
    strength: 'weak',
    ...say`Tasks waited for memory during ${percent(memoryPressureRatio)} of the last 10 s.`,
  }
}

function usageOf(values: LoadValues): number | null {
  const { cgroup, hostAvailableBytes, hostMemoryBytes } = values
  if (cgroup.memoryLimitBytes !== null) return cgroup.memoryUsageBytes
  return hostAvailableBytes === null ? null : hostMemoryBytes - hostAvailableBytes
}

function percent(ratio: number): Wording {
  return ratio > 0 && ratio < 0.01 ? say`under 1 %` : `${Math.round(ratio * 100)} %`
}

function plain(cpus: number): string {
  return Number.isInteger(cpus) ? String(cpus) : cpus.toFixed(2)
}
