import { formatBytes } from '../../core/bytes.ts'
import { anonOf, foreignAnon, isOwn } from '../../core/node-account.ts'
import { say, SILENCE, type Wording } from '../../core/say.ts'
import { privateOf, sharedOnce, sum } from '../../core/sizing.ts'
import type { Scene, Told } from './judge.ts'

/** Is the memory somebody else's, and do the heap limits fit? */
export function judgeNode(scene: Scene): readonly Told[] {
  const others = strangersInCgroup(scene) ?? otherProcess(scene)
  return [others, heapLimits(scene)].filter((told) => told !== null)
}

/** In a cgroup of the service's own what others hold of it is measured: who else is on the host does not matter. */
function strangersInCgroup({ values, thresholds }: Scene): Told | null {
  const { cgroup, processes } = values
  if (!isOwn(cgroup, processes.length) || cgroup.memoryUsageBytes === null) return null
  if (cgroup.anonBytes === null || cgroup.foreignProcesses === null) return null
  const bytes = foreignAnon(cgroup, sum(processes.map(anonOf)))
  const base = { rule: 'other-process', cause: 'other-process' } as const
  const share = say`${formatBytes(bytes)} of the ${formatBytes(cgroup.memoryUsageBytes)} of the service's cgroup`
  const large = bytes >= cgroup.memoryUsageBytes * thresholds.otherProcessRatio
  if (large) return { ...base, speaks: 'for', strength: 'strong', ...say`Others hold ${share}.` }
  const little = bytes <= cgroup.memoryUsageBytes * thresholds.contributingRatio
  return {
    ...base,
    speaks: little ? 'against' : 'neither',
    strength: little ? 'strong' : 'weak',
    ...say`Other processes hold ${share}.`,
  }
}

function otherProcess({ values, service, thresholds, usedBytes }: Scene): Told | null {
  if (usedBytes === null || usedBytes === 0) return null
  const base = { rule: 'other-process', cause: 'other-process' } as const
  const { bytes, anonymous, largest } = othersOf(values)
  const own = sum(values.processes.map(privateOf)) + sharedOnce(values.processes)
  const kind = anonymous ? say`anonymous memory` : say`RES`
  const share = say`${formatBytes(bytes)} ${kind} of the ${formatBytes(usedBytes)} in use on the node`
  const caution = anonymous ? SILENCE : say` RES counts shared pages more than once.`
  const ofCgroup = values.cgroup.memoryLimitBytes !== null || service.memoryLimitBytes !== undefined
  if (largest === null || bytes < usedBytes * thresholds.otherProcessRatio || own >= bytes) {
    // Of a service that was not found nobody can say that it is not the others'.
    if (values.processes.length === 0) return null
    // Inside a container the neighbours' memory is in use and their processes are not seen.
    const seen = ofCgroup || (own + (anonymous ? bytes : values.othersRssBytes)) * 2 >= usedBytes
    return {
      ...base,
      speaks: 'against',
      strength: seen && anonymous ? 'strong' : 'weak',
      ...say`The other processes${seen ? SILENCE : say` that are seen from here`} hold ${share}; the service holds ${formatBytes(own)}.${caution}`,
    }
  }
  const text = say`Others hold most of it: ${share}, the largest is \`${largest.command}\` with ${formatBytes(largest.bytes)}; the service holds ${formatBytes(own)}.${caution}`
  // Under a limit of its own the service is not charged for the neighbours.
  return ofCgroup
    ? {
        ...base,
        speaks: 'neither',
        strength: 'weak',
        ...say`${text} The service has its own limit.`,
      }
    : { ...base, speaks: 'for', strength: anonymous ? 'strong' : 'weak', ...text }
}

type Others = {
  readonly bytes: number
  /** False where the kernel tells RES only, in which pages that processes share stand once for each. */
  readonly anonymous: boolean
  readonly largest: { readonly command: string; readonly bytes: number } | null
}

function othersOf({ others, othersAnonBytes }: Scene['values']): Others {
  const told = others.flatMap(({ command, anonBytes }) =>
    anonBytes == null ? [] : [{ command, bytes: anonBytes }],
  )
  const anonymous = told.length === others.length && othersAnonBytes !== null
  const rows = anonymous
    ? told
    : others.map(({ command, rssBytes }) => ({ command, bytes: rssBytes }))
  const [largest = null] = rows.toSorted((a, b) => b.bytes - a.bytes)
  const total = sum(rows.map((row) => row.bytes))
  return { bytes: anonymous ? (othersAnonBytes ?? total) : total, anonymous, largest }
}

function heapLimits({ values, service }: Scene): Told | null {
  const nodes = values.processes.filter((row) => row.isNode).length
  const limit = service.memoryLimitBytes ?? values.cgroup.memoryLimitBytes ?? values.hostMemoryBytes
  const heaps = values.maxOldSpaceSumBytes
  const base = { rule: 'heap-limits', cause: 'heap-limit-over-container' } as const
  if (nodes === 0 || limit === 0) return null
  if (heaps === null) {
    return {
      ...base,
      speaks: 'against',
      strength: 'weak',
      ...say`No command line of the service sets --max-old-space-size.`,
    }
  }
  const over = heaps > limit
  const all = values.maxOldSpaceProcesses === nodes
  const of = all
    ? SILENCE
    : say` in ${shown(values.maxOldSpaceProcesses)} of ${nodes} Node.js processes`
  const rest = all || over ? SILENCE : say` The limits of the others are not seen.`
  return {
    ...base,
    speaks: over ? 'for' : 'against',
    strength: all && !over ? 'strong' : 'weak',
    ...say`--max-old-space-size${of} adds up to ${formatBytes(heaps)}, ${over ? say`above` : say`within`} the limit of ${formatBytes(limit)}.${rest}`,
  }
}

function shown(count: number | undefined): Wording {
  return count === undefined ? say`some` : String(count)
}
