import type { InvestigationDocument } from '../../src/core/document.ts'
import { createCgroup, type LabCgroup } from './cgroup.ts'
import type { Investigator } from './investigate.ts'
import { type Drive, type LabCase, type Measured, nameOf } from './lab-case.ts'
import { DRIVE_MS } from './limits.ts'
import { measure } from './measure.ts'
import { judge, type Outcome } from './outcome.ts'
import { runService, type ServiceHandle } from './run-service.ts'

/** What came of one case. */
export type CaseResult = {
  readonly labCase: LabCase
  readonly outcome: Outcome
  /** Why it is not right; empty when it is. */
  readonly why: string
  readonly document: InvestigationDocument | null
  /** Measured by the laboratory, before memdiag looked. */
  readonly before: Measured | null
  /** From the start of the service to its end. */
  readonly seconds: number
}

export type CaseDeps = {
  readonly investigator: Investigator
  readonly withCgroup: boolean
  readonly signal: AbortSignal
}

let made = 0

/** Starts the service, brings its fault about, has it investigated, holds the verdict against the truth, ends it. */
export async function runCase(labCase: LabCase, deps: CaseDeps): Promise<CaseResult> {
  const startedAt = performance.now()
  const seconds = () => (performance.now() - startedAt) / 1000
  const nothing = { labCase, document: null, before: null }
  if (labCase.needsCgroup === true && !deps.withCgroup) {
    return { ...nothing, outcome: 'skipped', why: 'needs a cgroup of its own', seconds: 0 }
  }
  const limitBytes = labCase.limitMiB * 1024 ** 2
  const name = `${++made}`
  const cgroup = deps.withCgroup ? createCgroup(name, limitBytes, labCase.cpus) : null
  try {
    const service = await runService(labCase.service, cgroup, deps.signal)
    try {
      const seen = await observe(labCase, service, { ...deps, cgroup, limitBytes })
      return { labCase, ...seen, seconds: seconds() }
    } finally {
      await service.stop()
    }
  } catch (error) {
    const why = `${nameOf(labCase)} could not be run: ${String(error)}`
    return { ...nothing, outcome: 'failed', why, seconds: seconds() }
  } finally {
    await cgroup?.remove()
  }
}

type Seen = Pick<CaseResult, 'outcome' | 'why' | 'document' | 'before'>

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
    const document = await deps.investigator.investigate(labCase, service, deps.signal)
    const after = await look()
    const failed = labCase.premise(before, after)
    if (failed !== null) return { outcome: 'void', why: failed, document, before }
    return { ...judge(labCase.truth, document), document, before }
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
