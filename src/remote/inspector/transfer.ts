import { z } from 'zod'
import { MemdiagError, messageOf } from '../../core/errors.ts'
import { formatBytes } from '../../core/bytes.ts'
import type { SnapshotRequest, SnapshotSeen, SnapshotTransfer } from '../../core/heap-port.ts'
import type { Agent } from './agent.ts'
import type { Cdp } from './cdp.ts'
import { LIMITS } from './limits.ts'
import { say } from '../../core/say.ts'

const Chunk = z.object({ chunk: z.string() })

/**
 * Takes a full snapshot and hands it over as it comes. The agent watches memory on the node meanwhile and lets go
 * of the connection below the level; V8's own building of the snapshot, which stops the process, cannot be stopped.
 */
export function takeSnapshot(
  at: { readonly cdp: Cdp; readonly agent: Agent; readonly name: string },
  request: SnapshotRequest,
  signal: AbortSignal,
): SnapshotTransfer {
  const { cdp, agent } = at
  const begun = performance.now()
  let seen: SnapshotSeen = {
    at: new Date().toISOString(),
    transferBytes: 0,
    tookMs: 0,
    peakRssBytes: null,
  }
  const queue = createQueue(agent)

  const forgetChunks = cdp.on('HeapProfiler.addHeapSnapshotChunk', (params) => {
    const bytes = Buffer.from(Chunk.parse(params).chunk, 'utf8')
    seen = { ...seen, transferBytes: seen.transferBytes + bytes.length }
    queue.push(bytes)
  })
  const forgetAgent = cdp.onAgent((message) => {
    if (message.kind === 'memory') {
      seen = { ...seen, peakRssBytes: Math.max(seen.peakRssBytes ?? 0, message.rss) }
    } else if (message.kind === 'abandoned') {
      const error = new MemdiagError(
        'refused',
        say`Abandoned the snapshot of ${at.name}: only ${formatBytes(Math.max(0, message.room))} of memory were left, less than ${formatBytes(request.abandonBelowBytes)}.`
          .text,
        {
          hint: say`What V8 builds of it inside the process cannot be stopped, and is freed when it is done.`
            .text,
        },
      )
      queue.end(error)
    }
  })
  agent.command({ do: 'watch', below: request.abandonBelowBytes })
  cdp
    .call(
      {
        method: 'HeapProfiler.takeHeapSnapshot',
        params: { reportProgress: false },
        deadlineMs: request.deadlineMs,
      },
      signal,
    )
    .then(
      () => queue.end(null),
      (error: unknown) => queue.end(error instanceof Error ? error : new Error(messageOf(error))),
    )
    .finally(() => {
      forgetChunks()
      forgetAgent()
      agent.command({ do: 'unwatch' })
      seen = { ...seen, tookMs: Math.round(performance.now() - begun) }
    })
    .catch(() => undefined)
  return { bytes: queue.bytes, seen: () => seen }
}

/** Chunks on their way to a reader; above a bound the agent is not read from, and so the process waits. */
function createQueue(agent: Pick<Agent, 'pause' | 'resume'>): {
  push(bytes: Buffer): void
  end(error: Error | null): void
  readonly bytes: AsyncIterable<Uint8Array>
} {
  const chunks: Buffer[] = []
  let size = 0
  let over: { readonly error: Error | null } | null = null
  let given = false
  let wake: (() => void) | null = null

  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const next = chunks.shift()
        if (next !== undefined) {
          size -= next.length
          if (size < LIMITS.queuedBytes / 2) agent.resume()
          yield next
        } else if (over === null) {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        } else if (over.error === null) return
        else throw over.error
      }
    } finally {
      // Whoever stopped reading must not hold the agent up.
      given = true
      chunks.length = 0
      agent.resume()
    }
  }

  return {
    push(bytes) {
      if (given) return
      chunks.push(bytes)
      size += bytes.length
      if (size > LIMITS.queuedBytes) agent.pause()
      wake?.()
    },
    end(error) {
      over ??= { error }
      wake?.()
    },
    bytes: read(),
  }
}
