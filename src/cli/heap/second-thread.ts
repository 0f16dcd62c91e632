import { Worker } from 'node:worker_threads'
import { MemdiagError } from '../../core/errors.ts'
import type { Classes } from '../../heap/classes.ts'
import type { NodeList } from '../../heap/compare.ts'
import type { Graph } from '../../heap/essential-edges.ts'
import type { Interface } from '../../heap/interfaces.ts'
import type { Retained } from '../../heap/analysis.ts'
import type { Sizes } from '../../heap/retained-sizes.ts'
import type { SnapshotFile } from './snapshot-files.ts'

export type ToWorker =
  | { readonly kind: 'interfaces'; readonly interfaces: readonly Interface[] }
  | { readonly kind: 'graph'; readonly graph: Graph }
  | { readonly kind: 'sizes'; readonly sizes: Sizes; readonly classes: Classes }

export type FromWorker =
  | { readonly kind: 'bytes'; readonly file: string; readonly bytes: number }
  | { readonly kind: 'list'; readonly list: NodeList }
  | { readonly kind: 'dominators-found' }
  | ({ readonly kind: 'retained' } & Retained)
  | {
      readonly kind: 'failed'
      readonly code: string
      readonly message: string
      readonly hint: string | undefined
    }

/** The second thread; every method is called once a message it stands for is due. */
export type Helper = AsyncDisposable & {
  send(message: ToWorker): void
  /** The next older snapshot, listed. */
  list(): Promise<NodeList>
  retained(): Promise<Retained>
}

/** Starts the second thread on the older snapshots, in order. */
export function startHelper(
  files: readonly SnapshotFile[],
  depth: 'nodes' | 'sizes',
  onBytes: (file: string, bytes: number) => void,
): Helper {
  const own = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'
  const worker = new Worker(new URL(own, import.meta.url), {
    // Flags of the command itself (--input-type, --test) are not the worker's.
    execArgv: [],
    workerData: { depth, files: files.map(({ path, shown }) => ({ path, shown })) },
  })
  const received: FromWorker[] = []
  let failure: Error | undefined
  let wake: (() => void) | undefined
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'bytes') return onBytes(message.file, message.bytes)
    if (message.kind === 'failed')
      failure = new MemdiagError(
        message.code === 'usage' ? 'usage' : 'internal',
        message.message,
        message.hint === undefined ? {} : { hint: message.hint },
      )
    else received.push(message)
    return wake?.()
  })
  worker.on('error', (error) => {
    failure ??= error instanceof Error ? error : new Error(String(error))
    wake?.()
  })
  async function take<Kind extends FromWorker['kind']>(
    kind: Kind,
  ): Promise<Extract<FromWorker, { kind: Kind }>> {
    for (;;) {
      const at = received.findIndex((message) => message.kind === kind)
      const [found] = at === -1 ? [] : received.splice(at, 1)
      if (found !== undefined && isOf(found, kind)) return found
      if (failure !== undefined) throw failure
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return {
    send: (message) => worker.postMessage(message),
    list: async () => (await take('list')).list,
    retained: () => take('retained'),
    async [Symbol.asyncDispose]() {
      await worker.terminate()
    },
  }
}

function isOf<Kind extends FromWorker['kind']>(
  message: FromWorker,
  kind: Kind,
): message is Extract<FromWorker, { kind: Kind }> {
  return message.kind === kind
}
