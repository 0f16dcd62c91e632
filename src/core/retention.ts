import type { Event } from './event.ts'

/** How long investigations are kept as they were. Days count from an investigation's end. */
export type Retention = {
  /** After so many days the raw outputs go; verdict, findings and parsed evidence stay. */
  readonly compactAfterDays: number
  /** After so many days an investigation is exported and deleted; null: never. */
  readonly deleteAfterDays: number | null
}

/**
 * Nobody reads raw probe output a quarter after an incident, and it is most of what is stored; verdicts are small and
 * are asked for again years later, so that nothing is deleted unless the operator says so.
 */
export const DEFAULT_RETENTION: Retention = { compactAfterDays: 90, deleteAfterDays: null }

/** A log without raw outputs: values and findings stay, so that a replay still gives the same verdict. */
export function compactLog(events: readonly Event[]): {
  readonly events: readonly Event[]
  readonly droppedBytes: number
} {
  let droppedBytes = 0
  const compacted = events.map((event): Event => {
    if (event.kind !== 'evidence' || event.evidence.output.text === '') return event
    const { evidence } = event
    droppedBytes += Buffer.byteLength(evidence.output.text)
    return { ...event, evidence: { ...evidence, output: { text: '', truncated: true } } }
  })
  return { events: compacted, droppedBytes }
}

/** The moment before which an investigation must have ended to be old enough. */
export function daysBefore(now: string, days: number): string {
  return new Date(Date.parse(now) - days * 24 * 60 * 60 * 1000).toISOString()
}
