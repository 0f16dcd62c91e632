import { readFileSync } from 'node:fs'

/** More ancestors than any shell in a terminal in a session has. */
const MOST_ANCESTORS = 64

/**
 * This process and its ancestors, with the boot id of the machine on which these pids mean something: a probe
 * that runs on the same machine must not take memdiag for the service. Off Linux there is nothing to say.
 */
export function selfProcesses(pid: number): { bootId: string | null; pids: number[] } {
  const pids: number[] = []
  let current = pid
  while (current > 1 && pids.length < MOST_ANCESTORS) {
    pids.push(current)
    current = parentOf(current)
  }
  return { bootId: read('/proc/sys/kernel/random/boot_id')?.trim() ?? null, pids }
}

function parentOf(pid: number): number {
  const match = /^PPid:\s*(\d+)$/m.exec(read(`/proc/${pid}/status`) ?? '')
  return match === null ? 0 : Number(match[1])
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // Not there, or not Linux: the caller has an answer for that.
    return null
  }
}
