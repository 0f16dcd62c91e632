import { Cause } from './names.ts'
import { say, type Said, type Wording } from './say.ts'
import type { InvestigationSummary } from './store-port.ts'
import { Confidence } from './verdict.ts'

const CAUSES: Readonly<Record<Cause, Said>> = {
  'overforked-workers': say`overforked-workers`,
  'js-heap-leak': say`js-heap-leak`,
  'websocket-compression': say`websocket-compression`,
  'console-backpressure': say`console-backpressure`,
  'external-memory': say`external-memory`,
  'allocator-fragmentation': say`allocator-fragmentation`,
  'page-cache': say`page-cache`,
  'heap-limit-over-container': say`heap-limit-over-container`,
  'real-load': say`real-load`,
  'other-process': say`other-process`,
  healthy: say`healthy`,
  inconclusive: say`inconclusive`,
}

/** A cause by its name, which other languages put into words. */
export function causeName(cause: Cause): Said {
  return CAUSES[cause]
}

const CONFIDENCES: Readonly<Record<Confidence, Said>> = {
  confirmed: say`confirmed`,
  likely: say`likely`,
  possible: say`possible`,
  none: say`none`,
}

export function confidenceName(confidence: Confidence): Said {
  return CONFIDENCES[confidence]
}

/** What an investigation came to; as it is written where a newer version wrote it, `-` where there is none yet. */
export function verdictName({
  cause,
  confidence,
}: Pick<InvestigationSummary, 'cause' | 'confidence'>): Wording {
  const known = Cause.safeParse(cause)
  const sure = Confidence.safeParse(confidence)
  if (!known.success || !sure.success) return cause ?? '-'
  return causeWithConfidence(known.data, sure.data)
}

/** `overforked-workers (confirmed)`; without a confidence where there is none. */
export function causeWithConfidence(cause: Cause, confidence: Confidence): Said {
  const name = causeName(cause)
  return confidence === 'none' ? name : say`${name} (${confidenceName(confidence)})`
}
