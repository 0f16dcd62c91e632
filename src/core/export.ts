import { z } from 'zod'

/** Where reports of ended investigations go by configuration. */
export const ExportTo = z.enum(['folder', 'webhook'])
export type ExportTo = z.infer<typeof ExportTo>

/** What came of one try. `where` is a folder, or the host of a webhook: its whole address may be a secret. */
export const Exported = z.object({
  to: ExportTo,
  where: z.string(),
  outcome: z.enum(['done', 'failed']),
  reason: z.string().optional(),
})
export type Exported = z.infer<typeof Exported>

/** How a report stands with one destination. */
export type ExportState = Exported & {
  /** ISO 8601 UTC. */
  readonly at: string
  readonly tries: number
}

/**
 * Seconds until a report that did not go is sent again: a receiver restarts within minutes, a full disk or a wrong
 * address needs a person, who looks within a working day.
 */
const PAUSES_SECONDS = [60, 300, 1_800, 7_200, 21_600] as const

/** Seconds to wait after so many tries; null: it is given up. */
export function exportPause(tries: number): number | null {
  return PAUSES_SECONDS[tries - 1] ?? null
}

/** When it is tried again, ISO 8601 UTC; null where it went, or was given up. */
export function nextTry({ outcome, at, tries }: ExportState): string | null {
  const pause = exportPause(tries)
  if (outcome === 'done' || pause === null) return null
  return new Date(Date.parse(at) + pause * 1000).toISOString()
}

/** The states after one more try. */
export function withExport(
  before: readonly ExportState[],
  { at, ...tried }: Exported & { readonly at: string },
): ExportState[] {
  const same = (each: Exported) => each.to === tried.to && each.where === tried.where
  const tries = (before.find(same)?.tries ?? 0) + 1
  return [...before.filter((each) => !same(each)), { ...tried, at, tries }]
}
