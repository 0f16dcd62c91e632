import { mask } from '../../core/mask.ts'
import { LINE_CHARS, MEMORY_GROUPS, TEXT_CHARS } from './limits.ts'
import type { LogText } from './group-lines.ts'
import { parseLogLine } from './log-line.ts'
import { withoutVarying } from './plain-text.ts'

export type MemoryLine = { readonly path: string; readonly text: string; readonly count: number }

/** What V8, libc, Node.js and the kernel write when memory is short. */
const SPEAKS_OF_MEMORY =
  /heap out of memory|FATAL ERROR:[^\n]{0,200}(?:Allocation failed|out of memory)|\bENOMEM\b|Cannot allocate memory|Array buffer allocation failed|\boom-kill\b|\boom_reaper\b|Out of memory: Kill|Memory cgroup out of memory/i

/** Lines of one file that speak of memory running out, grouped; the text is the last of each group, with its time. */
export function memoryLines(path: string, { head, tail }: LogText): MemoryLine[] {
  const groups = new Map<string, { text: string; count: number }>()
  for (const raw of `${head}\n${tail}`.split('\n')) {
    const line = raw.slice(0, LINE_CHARS)
    if (!SPEAKS_OF_MEMORY.test(line)) continue
    const key = withoutVarying(parseLogLine(line).text, new Set())
    const text = mask(line.trim()).slice(0, TEXT_CHARS)
    groups.set(key, { text, count: (groups.get(key)?.count ?? 0) + 1 })
  }
  return [...groups.values()]
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MEMORY_GROUPS)
    .map((each) => ({ path, ...each }))
}
