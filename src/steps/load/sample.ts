import { decimalNumber, wholeNumber } from '../sections.ts'

/** One look at the CPU clocks, in clock ticks. */
export type Sample = {
  /** Uptime of the host in seconds. */
  readonly at: number | null
  readonly host: { readonly busy: number; readonly total: number } | null
  /** Ticks by `pid start`: a pid may be given to another process in between. */
  readonly processes: ReadonlyMap<string, number>
}

/** Reads a sample of the load probe. `cpu user nice system idle iowait irq softirq steal`: proc(5). */
export function readSample(lines: readonly string[]): Sample {
  let at: number | null = null
  let host: Sample['host'] = null
  const processes = new Map<string, number>()
  for (const line of lines) {
    const words = line.split(/ +/)
    if (words[0] === 'at') at = decimalNumber(words[1])
    else if (words[0] === 'cpu') host = hostTicks(words.slice(1, 9))
    else if (words[0] === 'pid') {
      const ticks = wholeNumber(words[3])
      if (ticks !== null) processes.set(`${words[1]} ${words[2]}`, ticks)
    }
  }
  return { at, host, processes }
}

function hostTicks(words: readonly string[]): Sample['host'] {
  const ticks = words.map((word) => wholeNumber(word) ?? 0)
  const total = ticks.reduce((sum, each) => sum + each, 0)
  return { total, busy: total - (ticks[3] ?? 0) - (ticks[4] ?? 0) }
}
