import { z } from 'zod'
import { Instant } from './names.ts'
import { Language } from './narration.ts'

/** A level to hold the rest against: a limit, a threshold, a prediction. */
export const ChartLevel = z.object({ label: z.string(), value: z.number() })
export type ChartLevel = z.infer<typeof ChartLevel>

/**
 * A chart as data, drawn by each rendering in its own way: SVG in a postmortem, an image or native blocks in
 * Slack. Values of `bytes` are bytes; shares are not charted. `language` is that of its words; absent: English.
 */
export const Chart = z.discriminatedUnion('kind', [
  /** One amount a bar, largest first where the order has no meaning of its own. */
  z.object({
    kind: z.literal('bars'),
    title: z.string(),
    unit: z.enum(['bytes', 'count']),
    language: Language.optional(),
    bars: z.array(z.object({ label: z.string(), value: z.number().nonnegative() })).min(1),
    levels: z.array(ChartLevel),
  }),
  /** Readings over time. */
  z.object({
    kind: z.literal('lines'),
    title: z.string(),
    unit: z.enum(['bytes', 'count']),
    language: Language.optional(),
    series: z
      .array(
        z.object({
          label: z.string(),
          points: z.array(z.object({ at: Instant, value: z.number() })).min(1),
        }),
      )
      .min(1),
    levels: z.array(ChartLevel),
  }),
])
export type Chart = z.infer<typeof Chart>
