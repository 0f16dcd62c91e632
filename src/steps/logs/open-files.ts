import { readable, type Sections, wholeNumber } from '../sections.ts'
import { PATH_CHARS } from './limits.ts'

export type OpenFiles = {
  /** Pids that hold a path open, among the processes that were looked at. */
  readonly writers: ReadonlyMap<string, ReadonlySet<number>>
  /** stdout and stderr of all of them are files or /dev/null: nothing can wait for a slow reader. */
  readonly stdioIsFiles: boolean
  /** Processes whose open files could be read, and could not. */
  readonly readable: number
  readonly unreadable: number
}

/** Reads the section `open`: pid, fd, flags and target of what may be a log, stdout or stderr. */
export function openFilesOf(sections: Sections): OpenFiles {
  const writers = new Map<string, Set<number>>()
  const seen = new Set<number>()
  let unreadable = 0
  let [stdio, waiting] = [0, 0]
  for (const line of sections.lines('open')) {
    const [first, fd, , ...rest] = line.split('\t')
    const pid = wholeNumber(first)
    if (pid === null) continue
    if (fd === '-') {
      unreadable += 1
      continue
    }
    seen.add(pid)
    const target = readable(rest.join(' '), PATH_CHARS)
    if (fd === '1' || fd === '2') {
      stdio += 1
      if (!target.startsWith('/')) waiting += 1
    }
    if (!target.startsWith('/')) continue
    const pids = writers.get(target)
    if (pids === undefined) writers.set(target, new Set([pid]))
    else pids.add(pid)
  }
  return { writers, stdioIsFiles: stdio > 0 && waiting === 0, readable: seen.size, unreadable }
}
