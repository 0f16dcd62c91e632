import { GROUPS_PER_FILE, TEXT_CHARS } from './limits.ts'
import { parseLogLine } from './log-line.ts'
import { withYear } from './log-time.ts'
import { withoutVarying } from './plain-text.ts'

/** One writing of a line. */
export type Occurrence = {
  /** Which line of the text read it was; a part left out between head and tail counts as a long way. */
  readonly position: number
  readonly seconds: number | null
  readonly zoned: boolean
  readonly timeText: string | null
  readonly pid: number | null
}

type Stamp = Omit<Occurrence, 'position'>

/** Lines that are equal once what varies is taken out. */
export type LineGroup = { readonly text: string; readonly occurrences: readonly Occurrence[] }

/** What was read of one file: all of it, or its beginning and its end. Partial lines are cut off already. */
export type LogText = { readonly head: string; readonly tail: string }

export type GroupOptions = {
  /** Pids of the service: a number in a line that is one of them varies from worker to worker. */
  readonly pids: ReadonlySet<number>
  /** The node's clock, for times that name no year. */
  readonly nowSeconds: number
}

/** Farther than any line of the text read from the next: nothing is a burst across what was left out. */
const LEFT_OUT = 10_000_000

/** Groups the lines of a file by their text; the first written stands first. */
export function groupLines(
  { head, tail }: LogText,
  options: GroupOptions,
): { readonly lines: number; readonly groups: readonly LineGroup[] } {
  const groups = new Map<string, Occurrence[]>()
  const lines = [...numbered(head, 0), ...numbered(tail, LEFT_OUT)]
  let before: Stamp | null = null
  for (const { raw, position } of lines) {
    const line = parseLogLine(raw)
    const time = line.time === null ? null : withYear(line.time, options.nowSeconds)
    // A line without a time belongs to the one before it, in a log whose lines have times. Indented ones are traces.
    const follows: boolean = time === null && before !== null
    if (follows && /^\s/.test(raw)) continue
    const stamp: Stamp =
      follows && before !== null
        ? { ...before, pid: line.pid ?? before.pid }
        : {
            seconds: time?.seconds ?? null,
            zoned: time?.zoned ?? false,
            timeText: time?.text ?? null,
            pid: line.pid,
          }
    if (time !== null) before = stamp
    const text = withoutVarying(line.text, options.pids).slice(0, TEXT_CHARS)
    const group = groups.get(text)
    if (group !== undefined) group.push({ position, ...stamp })
    else if (groups.size < GROUPS_PER_FILE) groups.set(text, [{ position, ...stamp }])
  }
  return {
    lines: lines.length,
    groups: [...groups].map(([text, occurrences]) => ({ text, occurrences })),
  }
}

function numbered(text: string, from: number): { raw: string; position: number }[] {
  return text
    .split('\n')
    .map((raw, index) => ({ raw, position: from + index }))
    .filter(({ raw }) => raw.trim() !== '')
}
