import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { KILLED_MS, POLL_MS, STOP_MS } from './limits.ts'

/** Pids of the processes that run a script: by its path as an argument, or by the title the script gave itself. */
export async function serviceProcesses(script: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const commandLines = await Promise.all(pids.map(commandLine))
  return pids.filter((pid, index) => pid !== process.pid && runs(commandLines[index] ?? '', script))
}

/** Waits until no process runs the script, kills by pid what does not go, and returns what is still there. */
export async function waitUntilGone(script: string): Promise<number[]> {
  const late = await lateProcesses(script, STOP_MS)
  for (const pid of late) killIfThere(pid)
  return late.length === 0 ? [] : await lateProcesses(script, KILLED_MS)
}

async function lateProcesses(script: string, limitMs: number): Promise<number[]> {
  const deadline = performance.now() + limitMs
  let pids = await serviceProcesses(script)
  while (pids.length > 0 && performance.now() < deadline) {
    await delay(POLL_MS)
    pids = await serviceProcesses(script)
  }
  return pids
}

/** Kills a process that may have ended by itself. */
export function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

/** ESRCH: the process ended by itself in the meantime. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ESRCH'
}

/** Empty for a process that is gone or is a zombie. */
async function commandLine(pid: number): Promise<string> {
  return await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
}

// A shell whose own text merely speaks of the script (a probe, `grep`) is not the service: whole arguments only.
function runs(line: string, script: string): boolean {
  return line.startsWith(`${script}: `) || line.split('\0').includes(script)
}
