import { entryBeside } from '../../core/entry-beside.ts'
import type { Retained } from '../../heap/analysis.ts'
import type { Classes } from '../../heap/classes.ts'
import type { NodeList } from '../../heap/compare.ts'
import type { Graph } from '../../heap/essential-edges.ts'
import type { Interface } from '../../heap/interfaces.ts'
import type { Sizes } from '../../heap/retained-sizes.ts'
import { startThread } from '../../heap/thread/start-thread.ts'
import type { SnapshotFile } from './snapshot-files.ts'

export type ToWorker =
  | { readonly kind: 'interfaces'; readonly interfaces: readonly Interface[] }
  /** The newest snapshot's edges, not all of whose kinds are told yet. */
  | { readonly kind: 'edges'; readonly graph: Graph }
  /** Now they are. */
  | { readonly kind: 'graph' }
  /** Without classes nobody asks what each of them retains. */
  | { readonly kind: 'sizes'; readonly sizes: Sizes; readonly classes: Classes | undefined }

export type FromWorker =
  | { readonly kind: 'bytes'; readonly file: string; readonly bytes: number }
  | { readonly kind: 'list'; readonly list: NodeList }
  | ({ readonly kind: 'retained' } & Retained)

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
  const data = { depth, files: files.map(({ path, shown }) => ({ path, shown })) }
  const entry = entryBeside('./worker', import.meta.url)
  const thread = startThread<ToWorker, FromWorker>(entry, { data }, (message) => {
    if (message.kind !== 'bytes') return 'kept'
    onBytes(message.file, message.bytes)
    return 'taken'
  })
  return {
    send: (message) => thread.send(message),
    list: async () => (await thread.take('list')).list,
    retained: () => thread.take('retained'),
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  }
}
