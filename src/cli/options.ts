import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import { Rung } from '../core/heap-values.ts'
import { height } from '../core/ladder-rungs.ts'
import { StepName } from '../core/names.ts'

/** `top,cpuinfo` as steps; several options add up. Throws `usage` for an unknown step. */
export function parseSteps(text: string, before: readonly StepName[] = []): StepName[] {
  const words = splitList(text)
  return [
    ...before,
    ...words.map((word) => {
      const step = StepName.safeParse(word)
      if (step.success) return step.data
      throw new MemdiagError('usage', say`There is no step \`${word}\`.`, {
        hint: say`The steps are: ${StepName.options.join(', ')}.`,
      })
    }),
  ]
}

/** `snapshot` or `gc,profile` as the highest rung: those below it are approved with it. Throws `usage`. */
export function parseRung(text: string, before?: Rung): Rung {
  const rungs = splitList(text).map((word) => {
    const rung = Rung.safeParse(word)
    if (rung.success) return rung.data
    throw new MemdiagError('usage', say`There is no action \`${word}\` to approve.`, {
      hint: say`The actions are, the cheapest first: ${Rung.options.join(', ')}. Approving one approves those before it.`,
    })
  })
  const all = before === undefined ? rungs : [before, ...rungs]
  const [highest] = all.toSorted((left, right) => height(right) - height(left))
  if (highest === undefined) throw new Error('nothing was named')
  return highest
}

export function collectList(text: string, before: readonly string[] = []): string[] {
  return [...before, ...splitList(text)]
}

/** Longest a terminal is kept waiting for a course of the memory; the log allows no more either. */
const LONGEST_WATCH_SECONDS = 3600

/** `60s`, `5m` or `90` as seconds. Throws `usage` for anything else. */
export function parseSpan(text: string): number {
  const match = /^(\d{1,5})(s|m)?$/.exec(text)
  const seconds = match === null ? 0 : Number(match[1]) * (match[2] === 'm' ? 60 : 1)
  if (seconds > 0 && seconds <= LONGEST_WATCH_SECONDS) return seconds
  throw new MemdiagError('usage', say`\`${text}\` is no span of time.`, {
    hint: say`Give seconds or minutes, at most an hour, such as 60s or 5m.`,
  })
}

export const Format = z.enum(['text', 'json'])
export type Format = z.infer<typeof Format>

/** Throws `usage` for an unknown format. */
export function parseFormat(text: string): Format {
  const format = Format.safeParse(text)
  if (format.success) return format.data
  throw new MemdiagError('usage', say`There is no format \`${text}\` here.`, {
    hint: say`The formats are text and json; \`memdiag export\` also writes markdown and html.`,
  })
}

/** Throws `usage` when nothing is named: an empty choice would mean no node or no step at all. */
function splitList(text: string): string[] {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  if (words.length > 0) return words
  throw new MemdiagError('usage', say`\`${text}\` names nothing.`, {
    hint: say`Give one or more, separated by commas.`,
  })
}
