import type { FileRequest, SnapshotRequest } from '../../core/heap-port.ts'
import type { WrittenTo } from '../../core/snapshot-file.ts'
import { quote } from '../command.ts'
import { type Facts, SIGNALS } from './facts.ts'
import { LIMITS } from './limits.ts'
import { freshScript, PAUSE, roundsIn, sameProcessScript } from './written-file.ts'

type Asked = SnapshotRequest & FileRequest & { readonly to: WrittenTo; readonly facts: Facts }

/**
 * Checks the process once more on the node, sends the signal or runs the command, and waits for a new file that the
 * process no longer holds open, that does not grow and that ends as a snapshot does. Beside that it watches memory.
 * Each round says that it lives: where nobody hears that any more, the file is removed on the spot. Whether its last
 * word was heard it cannot know: what nobody begins to read is removed by a guard that stays behind for a while.
 */
export function writeScript(asked: Asked): string {
  const { facts, process, by, to } = asked
  return String.raw`${sameProcessScript(process)}
${freshScript(to)}
same || { tell refused gone; exit; }
command=
${by.kind === 'signal' ? signalScript(facts) : commandScript(by.command, { pid: process.pid, file: to.path })}
trap '' PIPE
${GUARD}
round=0; peak=0; last=; unheard=0
while [ "$round" -lt ${roundsIn(asked.deadlineMs)} ]; do
  round=$((round + 1))
  ${PAUSE}
  file=$(fresh | head -n 1)
  printf '.\n' 2>/dev/null || {
    [ -z "$command" ] || { stop; command=; file=$(fresh); }
    [ -n "$file" ] && rm -f "$file" && exit
    unheard=$((unheard + 1))
    [ "$unheard" -lt ${roundsIn(by.kind === 'signal' ? LIMITS.fileAppearsMs : LIMITS.fileLateMs)} ] || exit
    continue
  }
  same || { tell refused gone; exit; }
${memoryWatch(facts, asked.abandonBelowBytes)}
${by.kind === 'signal' ? '' : COMMAND_ENDED}
  if [ -z "$file" ]; then
    [ -n "$command" ] || [ "$round" -lt ${roundsIn(LIMITS.fileAppearsMs)} ] || { tell refused none; exit; }
    continue
  fi
  [ -s "$file" ] || continue
  [ -r "$file" ] || { tell refused unreadable; exit; }
  ls -ln "$p/fd" 2>/dev/null | grep -qF "${'$'}{file##*/}" && continue
  size=$(wc -c <"$file"); size=$((size + 0))
  [ "$size" -le ${LIMITS.fileMostBytes} ] || { tell refused large; exit; }
  [ "$size" = "$last" ] || { last=$size; continue; }
  case $(tail -c 4 "$file") in *'}') guard "$file"; tell peak "$peak"; tell size "$size"; tell file "$file"; exit ;; esac
done
tell refused late
`
}

/** Removing a file that is being read harms no reader: its bytes stay until it is closed. */
const GUARD = String.raw`guard() {
  (
    trap '' HUP
    left=${roundsIn(LIMITS.fileUnreadMs)}
    while [ -e "$1" ] && [ "$left" -gt 0 ]; do
      left=$((left - 1))
      ${PAUSE}
    done
    rm -f "$1"
  ) </dev/null >/dev/null 2>&1 &
}`

/** The signal's bit is looked at in the same breath: without a handler it would end the process. */
function signalScript({ values }: Facts): string {
  const name = values.snapshotSignal?.name ?? ''
  const signal = name.replace(/^SIG/, '')
  const bit = bitOf(name)
  return String.raw`mask=$(sed -n 's/^SigCgt:[[:space:]]*[0-9a-f]*\([0-9a-f]\{8\}\)$/\1/p' "$p/status")
[ $((0x${'$'}{mask:-0} & ${bit})) -ne 0 ] || { tell refused not-caught; exit; }
kill -s ${signal} ${values.pid} || { tell refused gone; exit; }`
}

/** In the masks of /proc: the first is the lowest bit. None of an unknown signal is caught. */
function bitOf(name: string): string {
  const number = SIGNALS[name]
  return number === undefined ? '0' : `0x${(2 ** (number - 1)).toString(16)}`
}

/** What it says goes to stderr, of which a bounded part is kept for the case that it fails. */
function commandScript(
  command: string,
  { pid, file }: { readonly pid: number; readonly file: string },
): string {
  return `MEMDIAG_PID=${pid} MEMDIAG_FILE=${quote(file)} sh -c ${quote(command)} </dev/null >&2 &
command=$!
${STOP_COMMAND}
trap stop EXIT`
}

/** Ends the command with all that it started, however the script ends: it is not to write when nobody waits any more. */
const STOP_COMMAND = String.raw`stop() {
  [ -n "$command" ] || return 0
  tree=" $command "; grown=yes
  while [ "$grown" = yes ]; do
    grown=no
    for stat in /proc/[0-9]*/stat; do
      { read -r line <"$stat"; } 2>/dev/null || continue
      child=${'$'}{line%% *}
      set -- ${'$'}{line##*) }
      case $tree in *" $child "*) continue ;; esac
      case $tree in *" $2 "*) tree="$tree$child "; grown=yes ;; esac
    done
  done
  kill $tree 2>/dev/null
}`

/** One that succeeded may leave the writing to somebody else: the file is waited for a while longer. */
const COMMAND_ENDED = `  if [ -n "$command" ] && ! kill -0 "$command" 2>/dev/null; then
    wait "$command"; code=$?
    command=; round=0
    [ "$code" -eq 0 ] || { tell refused "failed $code"; exit; }
  fi`

function memoryWatch({ cgroupFiles }: Facts, abandonBelowBytes: number): string {
  const ofCgroup =
    cgroupFiles === null
      ? ''
      : `
  { read -r most <${quote(cgroupFiles.limit)} && read -r used <${quote(cgroupFiles.usage)} && left=$(((most - used) / 1024)) && [ "$left" -lt "$room" ] && room=$left; } 2>/dev/null`
  return String.raw`  rss=$(sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB$/\1/p' "$p/status" 2>/dev/null)
  [ "${'$'}{rss:-0}" -gt "$peak" ] && peak=$rss
  room=$(sed -n 's/^MemAvailable:[[:space:]]*\([0-9]*\) kB$/\1/p' /proc/meminfo)${ofCgroup}
  [ "$room" -ge ${Math.ceil(abandonBelowBytes / 1024)} ] || { tell peak "$peak"; tell refused room; exit; }`
}
