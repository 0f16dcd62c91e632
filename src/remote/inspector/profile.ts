import { z } from 'zod'
import type { CallSite, HeapProfileValues, ProcessRef } from '../../core/heap-values.ts'
import { mask } from '../../core/mask.ts'
import { pause } from '../wait.ts'
import type { Cdp } from './cdp.ts'
import { LIMITS } from './limits.ts'

type Profile = Omit<HeapProfileValues, 'kind'>

/** V8's own default; a smaller one would cost more and see more small allocations. */
const INTERVAL_BYTES = 32_768

/**
 * Samples allocations for a span, collects garbage and tells which of them are still alive. Sampling ends with the
 * session at the latest: V8 stops it when the inspector's connection is closed.
 */
export async function profileHeap(
  at: { readonly cdp: Cdp; readonly process: ProcessRef; readonly nodeVersion: string },
  request: { readonly spanMs: number; readonly deadlineMs: number },
  signal: AbortSignal,
): Promise<Profile> {
  const { cdp } = at
  const { spanMs, deadlineMs } = request
  const begun = performance.now()
  const params = { samplingInterval: INTERVAL_BYTES }
  await cdp.call({ method: 'HeapProfiler.startSampling', params, deadlineMs }, signal)
  try {
    await pause(spanMs, signal)
    // Without it garbage that nobody collected yet would count as alive.
    await cdp.call({ method: 'HeapProfiler.collectGarbage', deadlineMs }, signal)
  } catch (error) {
    const never = new AbortController().signal
    await cdp
      .call({ method: 'HeapProfiler.stopSampling', deadlineMs }, never)
      .catch(() => undefined)
    throw error
  }
  const answer = await cdp.call({ method: 'HeapProfiler.stopSampling', deadlineMs }, signal)
  const { profile } = Sampling.parse(answer)
  return {
    ...at.process,
    nodeVersion: at.nodeVersion,
    at: new Date().toISOString(),
    spanMs: Math.round(performance.now() - begun),
    intervalBytes: INTERVAL_BYTES,
    ...bySite(profile.head, profile.samples ?? []),
  }
}

type Node = {
  readonly id?: number | undefined
  readonly callFrame: {
    readonly functionName: string
    readonly url: string
    readonly lineNumber: number
    readonly columnNumber: number
  }
  readonly selfSize: number
  readonly children: readonly Node[]
}

const Node: z.ZodType<Node> = z.object({
  id: z.int().optional(),
  callFrame: z.object({
    functionName: z.string(),
    url: z.string(),
    lineNumber: z.int(),
    columnNumber: z.int(),
  }),
  selfSize: z.number().nonnegative(),
  children: z.lazy(() => z.array(Node)),
})

const Sampling = z.object({
  profile: z.object({
    head: Node,
    samples: z.array(z.object({ nodeId: z.int() })).optional(),
  }),
})

type Site = {
  readonly site: CallSite
  bytes: number
  samples: number
  /** Of the way to it that allocated most. */
  callers: readonly CallSite[]
  largest: number
}

/** Call sites by the bytes that they allocated and that are still alive; a place that several call is one. */
export function bySite(
  head: Node,
  samples: readonly { readonly nodeId: number }[],
): Pick<Profile, 'aliveBytes' | 'samples' | 'sites' | 'othersBytes'> {
  const counts = new Map<number, number>()
  for (const { nodeId } of samples) counts.set(nodeId, (counts.get(nodeId) ?? 0) + 1)
  const sites = new Map<string, Site>()
  let aliveBytes = 0
  const stack: { readonly node: Node; readonly callers: readonly CallSite[] }[] = [
    { node: head, callers: [] },
  ]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, callers } = top
    const site = siteOf(node.callFrame)
    aliveBytes += node.selfSize
    if (node.selfSize > 0) {
      const number = node.id === undefined ? 0 : (counts.get(node.id) ?? 0)
      addSite(sites, { ...placed(site, callers), bytes: node.selfSize, samples: number })
    }
    const below = node === head ? [] : [site, ...callers].slice(0, LIMITS.callers)
    for (const child of node.children) stack.push({ node: child, callers: below })
  }
  const ranked = [...sites.values()].toSorted((a, b) => b.bytes - a.bytes)
  const told = ranked.slice(0, LIMITS.sites)
  const toldBytes = told.reduce((sum, each) => sum + each.bytes, 0)
  return {
    aliveBytes: Math.round(aliveBytes),
    samples: samples.length,
    sites: told.map((each) => ({
      ...each.site,
      bytes: Math.round(each.bytes),
      samples: each.samples,
      callers: [...each.callers],
    })),
    othersBytes: Math.max(0, Math.round(aliveBytes - toldBytes)),
  }
}

/** What a builtin like Map.set allocates is told of the nearest caller that has a file. */
function placed(site: CallSite, callers: readonly CallSite[]): Pick<Site, 'site' | 'callers'> {
  const at = site.script === '' ? callers.findIndex((each) => each.script !== '') : -1
  const caller = callers[at]
  return caller === undefined ? { site, callers } : { site: caller, callers: callers.slice(at + 1) }
}

function addSite(sites: Map<string, Site>, found: Omit<Site, 'largest'>): void {
  const { script, line, column, function: name } = found.site
  const key = `${script}:${line}:${column}:${name}`
  const known = sites.get(key)
  if (known === undefined) {
    sites.set(key, { ...found, largest: found.bytes })
    return
  }
  known.bytes += found.bytes
  known.samples += found.samples
  if (found.bytes <= known.largest) return
  known.largest = found.bytes
  known.callers = found.callers
}

/** CDP counts lines and columns from 0; -1 where there is none. */
function siteOf({ functionName, url, lineNumber, columnNumber }: Node['callFrame']): CallSite {
  return {
    function: cut(functionName === '' ? '(anonymous)' : functionName),
    script: cut(mask(url.replace(/^file:\/\//, ''))),
    line: Math.max(0, lineNumber + 1),
    column: Math.max(0, columnNumber + 1),
  }
}

function cut(text: string): string {
  return text.length <= LIMITS.nameCharacters ? text : `…${text.slice(-LIMITS.nameCharacters)}`
}
