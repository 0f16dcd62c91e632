import { type ChildProcess, spawn } from 'node:child_process'
import { on, once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import { READY_MS, STDERR_TAIL_CHARACTERS } from './limits.ts'
import { waitUntilGone } from './service-processes.ts'

export type RunningService = {
  readonly pid: number
  readonly port: number
  /** Ends it and returns when all its processes are gone. Throws when some cannot be ended. */
  stop(): Promise<void>
}

/** What a service tells its parent over the channel. */
const Report = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('listening'), workers: z.int() }),
  z.object({ kind: z.literal('ready'), port: z.int() }),
])

// Nothing of memdiag's own environment is passed on. Two malloc arenas, as containers often set:
// 0.9 MB less in each worker.
const ENVIRONMENT = { NODE_ENV: 'production', MALLOC_ARENA_MAX: '2' }

/**
 * Starts a deployed service and returns when it reports that it is ready. The service ends when the
 * channel to this process closes, so it does not outlive it, however this process ends.
 */
export async function runService(deps: {
  readonly script: string
  readonly args: readonly string[]
  readonly signal: AbortSignal
  onListening(workers: number): void
}): Promise<RunningService> {
  if (deps.signal.aborted) throw interrupted(deps.signal.reason)
  const errorFile = path.join(path.dirname(deps.script), 'log', 'stderr.log')
  const child = await startProcess(deps.script, deps.args, errorFile)
  const stop = () => stopService(child, deps.script)
  try {
    const port = await whenReady(child, deps)
    if (port === null) throw await startFailure(deps.script, errorFile)
    return { pid: child.pid ?? 0, port, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Detached: Ctrl-C in a terminal must reach memdiag only, which then ends the service in order. */
async function startProcess(
  script: string,
  args: readonly string[],
  errorFile: string,
): Promise<ChildProcess> {
  const errors = await open(errorFile, 'a', 0o600)
  try {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: path.dirname(script),
      env: ENVIRONMENT,
      detached: true,
      stdio: ['ignore', errors.fd, errors.fd, 'ipc'],
    })
    await once(child, 'spawn')
    return child
  } finally {
    await errors.close()
  }
}

/** The port, or null when the service ended before it was ready. */
async function whenReady(
  child: ChildProcess,
  deps: { readonly signal: AbortSignal; onListening(workers: number): void },
): Promise<number | null> {
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(READY_MS)])
  try {
    for await (const [message] of on(child, 'message', { signal, close: ['exit'] })) {
      const report = Report.parse(message)
      if (report.kind === 'ready') return report.port
      deps.onListening(report.workers)
    }
    return null
  } catch (error) {
    if (deps.signal.aborted) throw interrupted(error)
    if (!signal.aborted) throw error
    throw new MemdiagError('timed-out', say`The service was not up within ${READY_MS / 1000} s.`, {
      cause: error,
      hint: say`The machine may be too busy: try again when it is not.`,
    })
  }
}

/** The error of a start that its caller's signal ended. */
export function interrupted(cause: unknown): MemdiagError {
  return new MemdiagError('aborted', 'The start of the demo was interrupted.', { cause })
}

async function startFailure(script: string, errorFile: string): Promise<MemdiagError> {
  const errors = await readFile(errorFile, 'utf8').catch(() => '')
  const tail = errors.slice(-STDERR_TAIL_CHARACTERS).trim()
  return new MemdiagError('internal', `The service ${script} ended while it started. ${tail}`, {
    hint: 'Is there enough memory for all of its workers?',
  })
}

async function stopService(child: ChildProcess, script: string): Promise<void> {
  if (child.connected) child.disconnect()
  const left = await waitUntilGone(script)
  if (left.length > 0) {
    throw new MemdiagError('internal', `Processes of ${script} still run: ${left.join(', ')}.`, {
      hint: `End them with: kill -9 ${left.join(' ')}`,
    })
  }
}
