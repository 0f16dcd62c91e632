import { formatBytes } from '../../core/bytes.ts'
import { privateOf, sharedOnce, sum } from '../../core/sizing.ts'
import type { Scene, Told } from './judge.ts'

/** Is the memory somebody else's, and do the heap limits fit? */
export function judgeNode(scene: Scene): readonly Told[] {
  return [otherProcess(scene), heapLimits(scene)].filter((told) => told !== null)
}

function otherProcess({ values, service, thresholds, usedBytes }: Scene): Told | null {
  if (usedBytes === null || usedBytes === 0) return null
  const base = { rule: 'other-process', cause: 'other-process' } as const
  const others = sum(values.others.map((row) => row.rssBytes))
  const own = sum(values.processes.map(privateOf)) + sharedOnce(values.processes)
  const share = `${formatBytes(others)} RES of the ${formatBytes(usedBytes)} in use on the node`
  const largest = values.others[0]
  const ofCgroup = values.cgroup.memoryLimitBytes !== null || service.memoryLimitBytes !== undefined
  if (largest === undefined || others < usedBytes * thresholds.otherProcessRatio || own >= others) {
    // Of a service that was not found nobody can say that it is not the others'.
    if (values.processes.length === 0) return null
    // Inside a container the neighbours' memory is in use and their processes are not seen.
    const seen = ofCgroup || (own + values.othersRssBytes) * 2 >= usedBytes
    return {
      ...base,
      speaks: 'against',
      strength: seen ? 'strong' : 'weak',
      text: `The largest other processes${seen ? '' : ' that are seen from here'} hold ${share}; the service holds ${formatBytes(own)}.`,
    }
  }
  const text = `Others hold most of it: ${share}, the largest is \`${largest.command}\` with ${formatBytes(largest.rssBytes)}; the service holds ${formatBytes(own)}.`
  // Under a limit of its own the service is not charged for the neighbours.
  return ofCgroup
    ? {
        ...base,
        speaks: 'neither',
        strength: 'weak',
        text: `${text} The service has its own limit.`,
      }
    : { ...base, speaks: 'for', strength: 'strong', text }
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
      text: 'No command line of the service sets --max-old-space-size.',
    }
  }
  const over = heaps > limit
  const all = values.maxOldSpaceProcesses === nodes
  const of = all ? '' : ` in ${shown(values.maxOldSpaceProcesses)} of ${nodes} Node.js processes`
  const rest = all || over ? '' : ' The limits of the others are not seen.'
  return {
    ...base,
    speaks: over ? 'for' : 'against',
    strength: all && !over ? 'strong' : 'weak',
    text: `--max-old-space-size${of} adds up to ${formatBytes(heaps)}, ${over ? 'above' : 'within'} the limit of ${formatBytes(limit)}.${rest}`,
  }
}

function shown(count: number | undefined): string {
  return count === undefined ? 'some' : String(count)
}
