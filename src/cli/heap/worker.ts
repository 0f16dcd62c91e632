import { on } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { MemdiagError, messageOf } from '../../core/errors.ts'
import { classify } from '../../heap/classes.ts'
import { listNodes } from '../../heap/compare.ts'
import { findDetached } from '../../heap/detached-nodes.ts'
import { type Dominators, findDominators } from '../../heap/dominators.ts'
import type { Interface } from '../../heap/interfaces.ts'
import { attributeOwnedSizes } from '../../heap/owned-sizes.ts'
import { readSnapshot } from '../../heap/read-snapshot.ts'
import { retainedByClass } from '../../heap/retained-by-class.ts'
import { dominatorOrdinals, sumRetainedSizes } from '../../heap/retained-sizes.ts'
import { type Tables, releaseTables } from '../../heap/tables.ts'
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

type Send = (message: FromWorker, columns?: readonly ArrayBufferView[]) => void

if (parentPort !== null) {
  const port = parentPort
  const send: Send = (message, columns = []) =>
    port.postMessage(
      message,
      columns.map((column) => column.buffer).filter((buffer) => buffer instanceof ArrayBuffer),
    )
  const { files, depth } = Start.parse(workerData)
  const messages = on(port, 'message')
  try {
    const read = async (at: number): Promise<Tables | undefined> => {
      const file = files[at]
      if (file === undefined) return undefined
      const onBytes = (bytes: number) => send({ kind: 'bytes', file: file.shown, bytes })
      const older = await readSnapshot(readChunks(file.path, file.shown), { depth, onBytes })
      if (depth === 'sizes') attributeOwnedSizes(older)
      return older
    }
    let older = await read(0)
    let dominators: Dominators | undefined
    for await (const [message] of messages) {
      const received: ToWorker = message
      if (received.kind === 'interfaces') {
        for (let at = 0; older !== undefined; at += 1) {
          sendList(older, received.interfaces, send)
          older = undefined
          older = await read(at + 1)
        }
        if (depth === 'nodes') break
      } else if (received.kind === 'graph') dominators = findDominators(received.graph)
      else if (dominators !== undefined) {
        sendRetained(dominators, received, send)
        break
      }
    }
  } catch (error) {
    const known = error instanceof MemdiagError ? error : undefined
    send({
      kind: 'failed',
      code: known?.code ?? 'internal',
      message: messageOf(error),
      hint: known?.hint,
    })
  }
  port.close()
}

function sendList(older: Tables, interfaces: readonly Interface[], send: Send): void {
  const list = listNodes(older, classify(older, { detached: findDetached(older), interfaces }))
  releaseTables(older)
  send({ kind: 'list', list }, [list.ids, list.classes, list.sizes])
}

function sendRetained(
  dominators: Dominators,
  { sizes, classes }: Extract<ToWorker, { kind: 'sizes' }>,
  send: Send,
): void {
  const retained = sumRetainedSizes(sizes, dominators)
  const byClass = retainedByClass(dominators, sizes, classes, retained)
  const ordinals = dominatorOrdinals(dominators, sizes)
  send({ kind: 'retained', retained, byClass, ordinals }, [retained, byClass, ordinals])
}
