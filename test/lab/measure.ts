import type { LabCgroup } from './cgroup.ts'
import type { Measured } from './lab-case.ts'
import { commandOf, processesBelow, textOf } from './own-processes.ts'
import type { ServiceHandle } from './run-service.ts'

/** What a case uses now, read without any of memdiag's code. Usage: the cgroup's, else the sum of PSS. */
export async function measure(
  service: ServiceHandle,
  cgroup: LabCgroup | null,
  limitBytes: number,
): Promise<Measured> {
  const heldBytes = await service.truth().then(
    (truth) => truth.heldBytes,
    // A service that is being restarted says nothing.
    () => 0,
  )
  const seen = processesBelow(service.folder).map((pid) => ({ pid, smaps: smapsOf(pid) }))
  return {
    limitBytes,
    heldBytes,
    usageBytes: cgroup?.usageBytes() ?? sum(seen.map(({ smaps }) => smaps('Pss'))),
    processes: seen.map(({ pid, smaps }) => ({
      pid,
      privateBytes: smaps('Private_Clean') + smaps('Private_Dirty'),
      rssBytes: smaps('Rss'),
      command: commandOf(pid),
    })),
    cgroup:
      cgroup === null
        ? null
        : {
            fileBytes: cgroup.stat('total_cache'),
            shmemBytes: cgroup.stat('total_shmem'),
            anonBytes: cgroup.stat('total_rss'),
          },
  }
}

/** Private bytes of each process of a case. */
export function privateBytesBelow(folder: string): number[] {
  return processesBelow(folder).map((pid) => {
    const smaps = smapsOf(pid)
    return smaps('Private_Clean') + smaps('Private_Dirty')
  })
}

/** A figure of smaps_rollup in bytes: proc(5). */
function smapsOf(pid: number): (name: string) => number {
  const text = textOf(`/proc/${pid}/smaps_rollup`)
  return (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
