import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { Log, Posts } from '../core/ports.ts'
import type { Remote } from '../core/remote-port.ts'
import type { Store } from '../core/store-port.ts'
import { createMetrics } from './metrics.ts'
import { type OperatorServer, type ReadyCheck, startOperatorServer } from './operator-server.ts'
import { noSpan, type Span } from './span.ts'
import { watchPosts, watchRemote, watchStore } from './watch.ts'

export type OperationsDeps = {
  readonly log: Log
  readonly version: string
  /** Where operators are answered; absent: nowhere. */
  readonly listen?: { readonly host: string; readonly port: number }
  /** The service's name in traces; absent: no tracing. */
  readonly traceAs?: string
}

/** What operators see of a running `memdiag start`: health, readiness, metrics and traces. */
export type Operations = AsyncDisposable & {
  readonly span: Span
  watchStore(store: Store): Store
  watchRemote(remote: Remote): Remote
  watchPosts(posts: Posts): Posts
  /** The parts that must work for `/readyz`. Until it is called, and with no part at all, memdiag is not ready. */
  readyWhen(checks: readonly ReadyCheck[]): void
}

/** Starts what the operator asked for; what was not asked for costs nothing. Throws `config-invalid`. */
export async function startOperations(deps: OperationsDeps): Promise<Operations> {
  let store: Store | null = null
  let checks: readonly ReadyCheck[] = [STARTING]
  const metrics = createMetrics(() => store)
  const server: OperatorServer | null =
    deps.listen === undefined
      ? null
      : await startOperatorServer({ metrics, ready: () => checks, log: deps.log }, deps.listen)
  const tracing = deps.traceAs === undefined ? null : await traceAs(deps.traceAs, deps.version)
  const span = tracing?.span ?? noSpan
  const watch = { metrics, span }
  return {
    span,
    watchStore(given) {
      store = given
      return watchStore(watch, given)
    },
    watchRemote: (remote) => watchRemote(watch, remote),
    watchPosts: (posts) => watchPosts(watch, posts),
    readyWhen(parts) {
      checks = parts
    },
    async [Symbol.asyncDispose]() {
      // Nobody asks a closed store.
      store = null
      await server?.stop()
      await tracing?.stop()
    },
  }
}

const STARTING: ReadyCheck = {
  name: 'memdiag',
  async check() {
    throw new MemdiagError('busy', say`memdiag is starting.`)
  },
}

/** OpenTelemetry is loaded by those who use it only. */
async function traceAs(serviceName: string, version: string) {
  const { startTracing } = await import('./tracing.ts')
  return startTracing({ serviceName, version })
}
