import { type Sections, wholeNumber } from '../sections.ts'
import { WRITERS_LOOKED_AT } from './limits.ts'

/**
 * Shell that defines `waiting`: it prints `PID<TAB>FD` for each Node.js process that waits until it may write to stdout
 * or stderr. libuv asks epoll for EPOLLOUT (4) on a file
 * descriptor only while output is left that the reader did not take; /proc/PID/fdinfo of the epoll shows it:
 * `tfd: 1 events: 1c`, proc_pid_fdinfo(5). Measured on Node 18, 20 and 24 with a full pipe.
 */
export const WAITING = String.raw`waiting() {
  files $(few ${WRITERS_LOOKED_AT} $NODES) | awk -F '\t' '
    $3 ~ /eventpoll/ { print $1 "/fdinfo/" $2 }' | xargs grep -E '^tfd: +[12] events:' /dev/null 2>/dev/null | awk '
    { pid = $0; sub(/\/.*/, "", pid); fd = ""; events = ""
      for (i = 1; i < NF; i++) { if ($i ~ /tfd:$/) fd = $(i + 1); if ($i == "events:") events = $(i + 1) }
      if (events ~ /[4567cdef]$/) print pid "\t" fd }'
}
readable_nodes() {
  for p in $(few ${WRITERS_LOOKED_AT} $NODES); do [ -r "$p/fd" ] && ls "$p/fd" >/dev/null 2>&1 && printf '%s\n' "$p"; done
}`

/** Processes that waited to write both times; null where the open files of none may be read. */
export function waitingToWrite(sections: Sections): number[] | null {
  if (sections.lines('readable').length === 0) return null
  const [first, second] = ['waiting-first', 'waiting-second'].map(
    (name) =>
      new Set(sections.lines(name).flatMap((line) => wholeNumber(line.split('\t')[0]) ?? [])),
  )
  return [...(first ?? [])].filter((pid) => second?.has(pid)).toSorted((a, b) => a - b)
}
