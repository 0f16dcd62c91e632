import { MemdiagError } from './core/errors.ts'

/** Less than the 30 s after which Kubernetes kills; a script on a node is killed and confirmed within 10. */
const STOP_LIMIT_MS = 20_000

/** A first signal stops in order, a second one at once. */
export function stopOnSignals(stopping: AbortController): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130)
      leaveInTime()
      stopping.abort(new MemdiagError('aborted', `Stopped by ${signal}.`))
    })
  }
}

/** What does not stop in time is left where it stands: the log keeps it, and its leases run out. */
function leaveInTime(): void {
  const late = setTimeout(() => {
    process.stderr.write(`error: memdiag did not stop within ${STOP_LIMIT_MS / 1000} s.\n`)
    process.exit(1)
  }, STOP_LIMIT_MS)
  late.unref()
}
