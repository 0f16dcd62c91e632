import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { GONE_MS, POLL_MS } from './limits.ts'
import { kill, textOf } from './own-processes.ts'

const MEMORY = '/sys/fs/cgroup/memory'
const CPU = '/sys/fs/cgroup/cpu'
/** Followed by the pid of the laboratory that made it. */
const NAME = /^memdiag-lab-(\d+)-/

export type LabCgroup = {
  readonly folder: string
  /** Files into which a process writes its pid to join. */
  readonly joinFiles: readonly string[]
  usageBytes(): number
  stat(name: string): number
  /** Kills what is in it and removes it. */
  remove(): Promise<void>
}

/** A cgroup v1 memory controller in which this user may make children. */
export function hasCgroup(): boolean {
  try {
    accessSync(`${MEMORY}/memory.limit_in_bytes`, constants.R_OK)
    accessSync(MEMORY, constants.W_OK)
    accessSync(CPU, constants.W_OK)
    return process.getuid?.() === 0
  } catch {
    return false
  }
}

/** A child cgroup with a memory limit, and a CPU quota where one is asked for. */
export function createCgroup(name: string, limitBytes: number, cpus?: number): LabCgroup {
  const own = `memdiag-lab-${process.pid}-${name}`
  const memory = path.join(MEMORY, own)
  mkdirSync(memory)
  writeFileSync(`${memory}/memory.limit_in_bytes`, String(limitBytes))
  const cpu = path.join(CPU, own)
  if (cpus !== undefined) {
    mkdirSync(cpu)
    writeFileSync(`${cpu}/cpu.cfs_period_us`, '100000')
    writeFileSync(`${cpu}/cpu.cfs_quota_us`, String(Math.round(cpus * 100_000)))
  }
  const folders = cpus === undefined ? [memory] : [memory, cpu]
  return {
    folder: memory,
    joinFiles: folders.map((folder) => `${folder}/cgroup.procs`),
    usageBytes: () => Number(textOf(`${memory}/memory.usage_in_bytes`)),
    stat: (key) =>
      Number(new RegExp(`^${key} (\\d+)`, 'm').exec(textOf(`${memory}/memory.stat`))?.[1] ?? 0),
    remove: async () => {
      for (const folder of folders) await removeFolder(folder)
    },
  }
}

/** Removes what killed runs left; those of a laboratory that still runs stay. */
export async function sweepCgroups(): Promise<void> {
  for (const root of [MEMORY, CPU]) {
    for (const name of readdirSync(root)) {
      const owner = NAME.exec(name)?.[1]
      if (owner !== undefined && !existsSync(`/proc/${owner}`))
        await removeFolder(path.join(root, name))
    }
  }
}

/** A cgroup can be removed when its last process is gone; until then the kernel says EBUSY. */
async function removeFolder(folder: string): Promise<void> {
  const endAt = performance.now() + GONE_MS
  for (;;) {
    for (const pid of textOf(`${folder}/cgroup.procs`).split('\n').filter(Boolean))
      kill(Number(pid))
    try {
      return rmdirSync(folder)
    } catch (error) {
      if (performance.now() > endAt) throw error
    }
    await delay(POLL_MS)
  }
}
