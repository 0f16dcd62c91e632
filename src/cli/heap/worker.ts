import { on } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { type Dominators, findDominators } from '../../heap/dominators.ts'
import { findShared } from '../../heap/depth-first.ts'
import type { Graph } from '../../heap/essential-edges.ts'
import type { Interface } from '../../heap/interfaces.ts'
import { type DraftList, draftList, settleList } from '../../heap/older-snapshot.ts'
import { readSnapshot } from '../../heap/read-snapshot.ts'
import { retainedByClass } from '../../heap/retained-by-class.ts'
import { dominatorOrdinals, sumRetainedSizes } from '../../heap/retained-sizes.ts'
import { answer, answerFailed, type Send } from '../../heap/thread/start-thread.ts'
import { readChunks } from './snapshot-files.ts'
import type { FromWorker, ToWorker } from './second-thread.ts'

/**
 * The second thread of the heap commands: reads the older snapshots while the first thread reads the newest, then finds
 * the dominators of the newest while the first thread compares. It is here and not in heap/ because it opens files.
 */
const Start = z.object({
  files: z.array(z.object({ path: z.string(), shown: z.string() })),
  depth: z.enum(['nodes', 'sizes']),
})

const send: Send<FromWorker> = answer

if (parentPort !== null) {
  const port = parentPort
  const { files, depth } = Start.parse(workerData)
  const messages = on(port, 'message')
  try {
    const older: DraftList[] = []
    for (const file of files) {
      const onBytes = (bytes: number) => send({ kind: 'bytes', file: file.shown, bytes })
      older.push(
        draftList(await readSnapshot(readChunks(file.path, file.shown), { depth, onBytes })),
      )
    }
    let dominators: Dominators | undefined
    let edges: { readonly graph: Graph; readonly shared: Uint32Array } | undefined
    for await (const [message] of messages) {
      const received: ToWorker = message
      if (received.kind === 'interfaces') {
        for (const each of older.splice(0)) sendList(each, received.interfaces)
        if (depth === 'nodes') break
      } else if (received.kind === 'edges')
        edges = { graph: received.graph, shared: findShared(received.graph) }
      else if (received.kind === 'graph') {
        if (edges !== undefined) dominators = findDominators(edges.graph, edges.shared)
      } else if (dominators !== undefined) {
        sendRetained(dominators, received)
        break
      }
    }
  } catch (error) {
    answerFailed(error)
  }
  port.close()
}

function sendList(older: DraftList, interfaces: readonly Interface[]): void {
  const list = settleList(older, interfaces)
  send({ kind: 'list', list }, [list.ids, list.classes, list.sizes])
}

function sendRetained(
  dominators: Dominators,
  { sizes, classes }: Extract<ToWorker, { kind: 'sizes' }>,
): void {
  const retained = sumRetainedSizes(sizes, dominators)
  const byClass =
    classes === undefined
      ? new Float64Array(0)
      : retainedByClass(dominators, sizes, classes, retained)
  const ordinals = dominatorOrdinals(dominators, sizes)
  send({ kind: 'retained', retained, byClass, ordinals }, [retained, byClass, ordinals])
}
