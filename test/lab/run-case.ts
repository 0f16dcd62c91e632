import { z } from 'zod'
import { InvestigationDocument } from '../../src/core/document.ts'
import { createCgroup, type LabCgroup } from './cgroup.ts'
import type { Investigator } from './investigate.ts'
import { type Drive, type LabCase, nameOf } from './lab-case.ts'
import { DRIVE_MS } from './limits.ts'
import { measure } from './measure.ts'
import { judge, Outcome } from './outcome.ts'
import { runService, type ServiceHandle } from './run-service.ts'

/** What came of one case, as a lane reports it. */
export const CaseReport = z.object({
  outcome: Outcome,
  /** Why it is not right; empty when it is. */
  why: z.string(),
  document: InvestigationDocument.nullable(),
  /** The end of what memdiag told of its progress. */
  progress: z.string(),
  /** Usage in shares of the limit, measured by the laboratory before memdiag looked. */
  usageRatio: z.number().nullable(),
  /** From the start of the service to its end. */
  seconds: z.number(),
  /** Of that, how long memdiag's command ran; null where it did not. */
  investigationSeconds: z.number().nullable(),
})
export type CaseReport = z.infer<typeof CaseReport>

/** What is reported of a case that memdiag did not look at. */
export const NOTHING_SEEN = {
  document: null,
  progress: '',
  usageRatio: null,
  investigationSeconds: null,
} as const satisfies Partial<CaseReport>

export type CaseResult = CaseReport & { readonly labCase: LabCase }

export type CaseDeps = {
  readonly investigator: Investigator
  readonly withCgroup: boolean
  readonly signal: AbortSignal
}

let made = 0

/** Starts the service, brings its fault about, has it investigated, holds the verdict against the truth, ends it. */
export async function runCase(labCase: LabCase, deps: CaseDeps): Promise<CaseReport> {
  const seconds = stopwatch()
  if (labCase.needsCgroup === true && !deps.withCgroup) {
    return { ...NOTHING_SEEN, outcome: 'skipped', why: 'needs a cgroup of its own', seconds: 0 }
  }
  const limitBytes = labCase.limitMiB * 1024 ** 2
  const name = `${++made}`
  const cgroup = deps.withCgroup ? createCgroup(name, limitBytes, labCase.cpus) : null
  try {
    const service = await runService(labCase.service, cgroup, deps.signal)
    try {
      const seen = await observe(labCase, service, { ...deps, cgroup, limitBytes })
      return { ...seen, seconds: seconds() }
    } finally {
      await service.stop()
    }
  } catch (error) {
    const why = `${nameOf(labCase)} could not be run: ${String(error)}`
    return { ...NOTHING_SEEN, outcome: 'failed', why, seconds: seconds() }
  } finally {
    await cgroup?.remove()
  }
}

/** Seconds since it was made. */
function stopwatch(): () => number {
  const startedAt = performance.now()
  return () => (performance.now() - startedAt) / 1000
}

type Seen = Omit<CaseReport, 'seconds'>

async function observe(
  labCase: LabCase,
  service: ServiceHandle,
  deps: CaseDeps & { readonly cgroup: LabCgroup | null; readonly limitBytes: number },
): Promise<Seen> {
  const look = () => measure(service, deps.cgroup, deps.limitBytes)
  const over = new AbortController()
  const signal = AbortSignal.any([deps.signal, over.signal])
  const traffic = [start(labCase.background, service, signal)]
  try {
    await labCase.drive?.(service, AbortSignal.any([signal, AbortSignal.timeout(DRIVE_MS)]))
    deps.signal.throwIfAborted()
    const before = await look()
    traffic.push(start(labCase.meanwhile, service, signal))
    const seconds = stopwatch()
    const { document, progress } = await deps.investigator.investigate(
      labCase,
      service,
      deps.signal,
    )
    const seen = {
      document,
      progress,
      usageRatio: before.usageBytes / before.limitBytes,
      investigationSeconds: seconds(),
    }
    const failed = labCase.premise(before, await look())
    if (failed !== null) return { ...seen, outcome: 'void', why: failed }
    return { ...seen, ...judge(labCase.truth, document) }
  } finally {
    over.abort()
    await Promise.all(traffic)
  }
}

/** Traffic beside the investigation. Whoever awaits it sees its rejection; it must not end the laboratory before that. */
function start(
  drive: Drive | undefined,
  service: ServiceHandle,
  signal: AbortSignal,
): Promise<void> {
  const traffic = drive?.(service, signal) ?? Promise.resolve()
  traffic.catch(() => undefined)
  return traffic
}
