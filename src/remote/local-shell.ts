import { spawn } from 'node:child_process'
import { MemdiagError, messageOf } from '../core/errors.ts'
import type { Exit, Running, Shell } from './shell.ts'
import { reasonOf } from './wait.ts'
import { say } from '../core/say.ts'

/** This machine: each command in a process group of its own, so that a close reaches all of it. */
export function createLocalShell(name: string): Shell {
  return {
    name,
    start({ command, input, keepStdin }, signal) {
      if (signal.aborted) return Promise.reject(reasonOf(signal))
      return startLocally(name, { command, input, keepStdin: keepStdin === true })
    },
  }
}

function startLocally(
  name: string,
  line: { readonly command: string; readonly input: string | null; readonly keepStdin: boolean },
): Promise<Running> {
  const { command, input, keepStdin } = line
  const child = spawn('sh', ['-c', command], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  // A command that does not read its stdin makes the write fail with EPIPE; its exit tells enough.
  child.stdin.on('error', () => undefined)
  if (keepStdin) child.stdin.write(input ?? '')
  else child.stdin.end(input ?? '')
  const exited = Promise.withResolvers<Exit>()
  const ended = Promise.withResolvers<Exit>()
  const spawned = Promise.withResolvers<Running>()
  child.once('exit', (code, signal) => exited.resolve({ code, signal }))
  child.once('close', (code, signal) => ended.resolve({ code, signal }))
  child.once('error', (error) => {
    const failure = new MemdiagError(
      'protocol',
      say`Could not start sh on ${name}: ${messageOf(error)}.`.text,
      { cause: error },
    )
    spawned.reject(failure)
    ended.reject(failure)
  })
  ended.promise.catch(() => undefined)
  child.once('spawn', () =>
    spawned.resolve({
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      exited: exited.promise,
      ended: ended.promise,
      close: () => {
        killGroup(child.pid)
        child.stdout.destroy()
        child.stderr.destroy()
      },
      leave: () => {
        child.stdin.destroy()
        child.stdout.destroy()
        child.stderr.destroy()
        child.unref()
      },
    }),
  )
  return spawned.promise
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // ESRCH: the group is gone, which is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
