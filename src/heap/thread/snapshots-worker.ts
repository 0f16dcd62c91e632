import { on } from 'node:events'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { createSnapshots } from '../live-snapshots.ts'
import type { FromWorker, ToWorker } from './snapshots.ts'
import { answer, answerFailed, type Send } from './start-thread.ts'

const Start = z.discriminatedUnion('task', [
  z.object({ task: z.literal('digest') }),
  z.object({ task: z.literal('compare'), older: z.array(z.instanceof(Uint8Array)) }),
])

const send: Send<FromWorker> = answer

if (parentPort !== null) {
  const start = Start.parse(workerData)
  const snapshots = createSnapshots()
  // Who started it ends it: there is nothing else to be stopped by.
  const never = new AbortController().signal
  try {
    const bytes = chunksOf(parentPort)
    if (start.task === 'digest') {
      const digest = await snapshots.digest(bytes, never)
      send({ kind: 'digest', digest }, [digest])
    } else {
      const comparison = await snapshots.compare(start.older, bytes, never)
      send({ kind: 'comparison', comparison })
    }
  } catch (error) {
    answerFailed(error)
  }
  parentPort.close()
}

async function* chunksOf(port: MessagePort): AsyncGenerator<Uint8Array> {
  for await (const [message] of on(port, 'message')) {
    const received: ToWorker = message
    if (received.kind === 'end') return
    yield received.bytes
    send({ kind: 'taken', bytes: received.bytes.byteLength })
  }
}
