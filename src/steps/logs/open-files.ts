import { readable, type Sections, wholeNumber } from '../sections.ts'
import { PATH_CHARS } from './limits.ts'

export type OpenFiles = {
  /** Pids that hold a path open, among the processes that were looked at. */
  readonly writers: ReadonlyMap<string, ReadonlySet<number>>
  /** stdout and stderr of all that were to be looked at are files or /dev/null: nothing can wait for a slow reader. */
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
      if (!isFile(target)) waiting += 1
    }
    if (!target.startsWith('/')) continue
    const pids = writers.get(target)
    if (pids === undefined) writers.set(target, new Set([pid]))
    else pids.add(pid)
  }
  const stdioIsFiles = stdio > 0 && waiting === 0 && unreadable === 0
  return { writers, stdioIsFiles, readable: seen.size, unreadable }
}

/** Pipes and sockets are no paths, the probe marks named pipes, and a terminal waits for its reader. */
function isFile(target: string): boolean {
  return target === '/dev/null' || (target.startsWith('/') && !target.startsWith('/dev/'))
}
