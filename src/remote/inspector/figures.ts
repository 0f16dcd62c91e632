import { z } from 'zod'
import { mask } from '../../core/mask.ts'
import { Bytes } from '../../core/names.ts'
import type { HeapFigures } from '../../core/heap-port.ts'
import type { ProcessRef } from '../../core/heap-values.ts'
import type { Cdp } from './cdp.ts'
import { LIMITS } from './limits.ts'

type Request = { readonly forceGc: boolean; readonly deadlineMs: number }

/** One reading of an attached process, with `forceGc` after a full collection. */
export async function readFigures(
  at: { readonly cdp: Cdp; readonly process: ProcessRef; readonly port: number },
  request: Request,
  signal: AbortSignal,
): Promise<HeapFigures> {
  const { deadlineMs } = request
  const loopDelayMs = await lateness(at.cdp, deadlineMs, signal)
  const gcMs = request.forceGc ? await collect(at.cdp, deadlineMs, signal) : null
  const text = await evaluate(at.cdp, { expression: FIGURES, deadlineMs }, signal)
  const told = Told.parse(JSON.parse(text))
  return {
    ...at.process,
    port: at.port,
    nodeVersion: told.nodeVersion,
    v8Version: told.v8Version,
    flags: told.flags.map((flag) => cut(mask(flag))),
    uptimeSeconds: told.uptimeSeconds,
    reading: {
      ...told.reading,
      at: new Date().toISOString(),
      forcedGc: request.forceGc,
      gcMs,
      loopDelayMs,
      resources: told.resources.map(({ type, count }) => ({ type: cut(type), count })),
      spaces: told.spaces.map(({ name, ...rest }) => ({ name: cut(name), ...rest })),
    },
  }
}

/** The text that an expression gives in the target. */
export async function evaluate(
  cdp: Cdp,
  request: { readonly expression: string; readonly deadlineMs: number; readonly awaits?: boolean },
  signal: AbortSignal,
): Promise<string> {
  const { expression, deadlineMs, awaits } = request
  const params = {
    expression,
    includeCommandLineAPI: true,
    returnByValue: true,
    silent: true,
    awaitPromise: awaits === true,
  }
  const answer = await cdp.call({ method: 'Runtime.evaluate', params, deadlineMs }, signal)
  return Evaluated.parse(answer).result.value
}

const Evaluated = z.object({ result: z.object({ value: z.string() }) })

/** How long a full collection stood still, as seen from here: the way there and back is in it. */
async function collect(cdp: Cdp, deadlineMs: number, signal: AbortSignal): Promise<number> {
  const begun = performance.now()
  await cdp.call({ method: 'HeapProfiler.collectGarbage', deadlineMs }, signal)
  return performance.now() - begun
}

/** Null where the event loop stood still for so long that its timers said nothing. */
async function lateness(
  cdp: Cdp,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<{ mean: number; max: number } | null> {
  const patience = Math.min(deadlineMs, LIMITS.loopSpanMs * 10)
  try {
    const text = await evaluate(
      cdp,
      { expression: LATENESS, deadlineMs: patience, awaits: true },
      signal,
    )
    return z
      .object({ mean: z.number().nonnegative(), max: z.number().nonnegative() })
      .parse(JSON.parse(text))
  } catch (error) {
    if (signal.aborted || !isTimeout(error)) throw error
    return null
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'timed-out'
}

function cut(text: string): string {
  return text.slice(0, LIMITS.nameCharacters)
}

const LOAD = 'const load = process.getBuiltinModule || require'

/** In words that Node.js 12 knows. External: V8 counts a SharedArrayBuffer among the array buffers alone (24). */
const FIGURES = `(() => {
  ${LOAD}
  const v8 = load('v8')
  const memory = process.memoryUsage()
  const heap = v8.getHeapStatistics()
  const names = process.getActiveResourcesInfo
    ? process.getActiveResourcesInfo()
    : process._getActiveHandles().concat(process._getActiveRequests()).map((each) => each.constructor.name)
  // Not by process.stdout, which would make the stream where nobody has used it yet. Files have no such handle, and never wait.
  const outputs = process._getActiveHandles
    ? process._getActiveHandles().filter((each) => each && each._isStdio && (each.fd === 1 || each.fd === 2))
    : null
  const counts = new Map()
  for (const name of names) counts.set(name, (counts.get(name) || 0) + 1)
  const most = ${LIMITS.listed}
  return JSON.stringify({
    nodeVersion: process.version,
    v8Version: process.versions.v8,
    flags: process.execArgv.slice(0, most).map(String),
    uptimeSeconds: process.uptime(),
    spaces: v8.getHeapSpaceStatistics().slice(0, most).map((each) => ({
      name: each.space_name, usedBytes: each.space_used_size, sizeBytes: each.space_size,
    })),
    resources: Array.from(counts).sort((a, b) => b[1] - a[1]).slice(0, most)
      .map((each) => ({ type: String(each[0]), count: each[1] })),
    reading: {
      rssBytes: memory.rss,
      heapUsedBytes: memory.heapUsed,
      heapTotalBytes: memory.heapTotal,
      externalBytes: Math.max(memory.external, memory.arrayBuffers || 0),
      arrayBuffersBytes: memory.arrayBuffers || 0,
      heapLimitBytes: heap.heap_size_limit,
      mallocedBytes: heap.malloced_memory,
      nativeContexts: heap.number_of_native_contexts || 0,
      detachedContexts: heap.number_of_detached_contexts || 0,
      waitingOutputBytes: outputs ? outputs.reduce((sum, each) => sum + (each.writableLength || 0), 0) : undefined,
    },
  })
})()`

const Told = z.object({
  nodeVersion: z.string().regex(/^v\d+\.\d+\.\d+[\w.+-]{0,40}$/),
  v8Version: z.string().max(60),
  flags: z.array(z.string()),
  uptimeSeconds: z.number().nonnegative(),
  spaces: z.array(z.object({ name: z.string(), usedBytes: Bytes, sizeBytes: Bytes })),
  resources: z.array(z.object({ type: z.string(), count: z.int().positive() })),
  reading: z.object({
    rssBytes: Bytes,
    heapUsedBytes: Bytes,
    heapTotalBytes: Bytes,
    externalBytes: Bytes,
    arrayBuffersBytes: Bytes,
    heapLimitBytes: Bytes,
    mallocedBytes: Bytes,
    nativeContexts: z.int().nonnegative(),
    detachedContexts: z.int().nonnegative(),
    waitingOutputBytes: Bytes.optional(),
  }),
})

/** How late short timers are, which is how long something else held the event loop. */
const LATENESS = `new Promise((resolve) => {
  ${LOAD}
  const timers = load('timers')
  let sum = 0
  let max = 0
  let count = 0
  const begun = Date.now()
  const next = () => {
    const due = process.hrtime()
    timers.setTimeout(() => {
      const past = process.hrtime(due)
      const late = Math.max(0, past[0] * 1000 + past[1] / 1e6 - ${LIMITS.loopStepMs})
      sum += late
      max = Math.max(max, late)
      count += 1
      if (Date.now() - begun < ${LIMITS.loopSpanMs}) next()
      else resolve(JSON.stringify({ mean: sum / count, max }))
    }, ${LIMITS.loopStepMs})
  }
  next()
})`
