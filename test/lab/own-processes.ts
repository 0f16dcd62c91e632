import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { GONE_MS, POLL_MS } from './limits.ts'

/** Of the temporary folder of a case; the pid of its laboratory follows. */
export const FOLDER_PREFIX = 'memdiag-lab-'

/** Pids of the processes whose working folder is this one or lies below it: everything a case started. */
export function processesBelow(folder: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).filter((pid) => pid !== process.pid && isBelow(pid, folder))
}

/** Kills them by pid and returns when they are gone. Throws when some cannot be ended. */
export async function killBelow(folder: string): Promise<void> {
  const endAt = performance.now() + GONE_MS
  for (let left = processesBelow(folder); left.length > 0; left = processesBelow(folder)) {
    if (performance.now() > endAt) {
      throw new Error(`Processes of ${folder} still run: ${left.join(', ')}. kill -9 them.`)
    }
    for (const pid of left) kill(pid)
    await delay(POLL_MS)
  }
}

/** Ends and removes what killed laboratories left; those that still run keep theirs. */
export async function sweepFolders(): Promise<void> {
  for (const root of [tmpdir(), '/dev/shm']) {
    for (const name of readdirSync(root)) {
      const owner = /^memdiag-lab-(\d+)-/.exec(name)?.[1]
      if (owner === undefined || existsSync(`/proc/${owner}`)) continue
      await killBelow(path.join(root, name))
      rmSync(path.join(root, name), { recursive: true, force: true })
    }
  }
}

/** True when the process was there. */
export function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}

/** Empty for a process that is gone, is a zombie, or belongs to the kernel. */
export function commandOf(pid: number): string {
  return textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()
}

/** What a file of /proc says; empty when its process is gone. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function isBelow(pid: number, folder: string): boolean {
  try {
    const at = readlinkSync(`/proc/${pid}/cwd`)
    return at === folder || at.startsWith(`${folder}/`)
  } catch {
    return false
  }
}
