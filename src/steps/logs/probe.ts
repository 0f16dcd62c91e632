import type { ProbeInput } from '../../core/step.ts'
import { probeScript } from '../prelude.ts'
import { quote } from '../shell.ts'
import { LISTED_FILES, SCANNED_PROCESSES } from './limits.ts'
import { quoteGlob } from './quote-glob.ts'
import { SCAN_ORDER } from './scan-order.ts'
import { WAITING } from './waiting-to-write.ts'

/**
 * The probe of the logs step: which files the service's processes write, or those that services.yml names, the
 * beginning and the end of each, and their sizes before and after. Files are read through the writer's own fd,
 * which leads to the right file in any mount namespace.
 */
export function logsProbe(input: ProbeInput): string {
  return probeScript(input, { manager: true, body: body(input) })
}

function body(input: ProbeInput): string {
  const { logs } = input.service
  const files = logs === undefined || logs.length === 0 ? 'opened' : 'named'
  const { logFiles, logHeadBytes, logTailBytes, sampleSeconds } = input.thresholds
  return String.raw`
TAB=$(printf '\t')
section now
date +%s
date +%z
${SCAN_ORDER}
${OPEN_FILES}
${WAITING}
section readable
readable_nodes
section waiting-first
WAITS=$(waiting)
printf '%s\n' "$WAITS"
section open
OPEN=$(open_files)
printf '%s\n' "$OPEN"
${files === 'named' ? named(logs ?? []) : opened(input)}
beside() {
  printf '%s\n' "$1" | while IFS="$TAB" read -r from shown; do
    [ -n "$shown" ] || continue
    root=; case $from in [0-9]*/fd/*) root=${'$'}{from%%/fd/*}/root ;; esac
    for log in "$root${'$'}{shown%/*}"/*_agent.log "${'$'}{shown%/*}"/*_agent.log; do
      [ -f "$log" ] && printf '%s\t%s\n' "$log" "${'$'}{shown%/*}/${'$'}{log##*/}"
    done
  done
}
# node-agent's own log first: it is small and says the most.
LIST=$({ beside "$LOGS"; printf '%s\n' "$LOGS"; } | awk -F '\t' '
  NF < 2 || seen[$2]++ { next }
  $2 ~ /_agent\.log$/ { print; next }
  { rest = rest $0 "\n" }
  END { printf "%s", rest }')
${readFiles({ logFiles, logHeadBytes, logTailBytes, seconds: sampleSeconds })}
`
}

const OPEN_FILES = String.raw`# Prints PID, fd, how it was opened (flags of fdinfo, octal) and target of what may be a log, stdout or stderr.
open_files() {
  files $(few ${SCANNED_PROCESSES} $SCAN) | may_be_log
}
may_be_log() {
  awk -F '\t' '
    $2 == "-" || $2 == 1 || $2 == 2 { print; next }
    $3 ~ /^\// && $3 !~ /^\/(dev|proc|sys)\// && $3 !~ / \(deleted\)$/ && ++listed <= ${LISTED_FILES} { print }' |
  while IFS="$TAB" read -r pid fd target; do
    mode=-
    [ -p "$pid/fd/$fd" ] && case $target in /*) target="pipe:$target" ;; esac
    while read -r key value; do [ "$key" = flags: ] && mode=$value; done 2>/dev/null <"$pid/fdinfo/$fd"
    printf '%s\t%s\t%s\t%s\n' "$pid" "$fd" "$mode" "$target"
  done
}
# Of those, the files opened for writing only: the last octal digit is 1, or 5 with a flag of the kernel's above it.
written() {
  awk -F '\t' '
    $3 ~ /[15]$/ && $4 ~ /^\// && $4 !~ /^\/(dev|proc|sys)\// && $4 !~ / \(deleted\)$/ && !seen[$4]++ {
      print $1 "/fd/" $2 "\t" $4
    }'
}`

/** The newest of the files that services.yml names come first, so that rotated ones fall off the end. */
function named(patterns: readonly string[]): string {
  return String.raw`LOGS=$(ls -1dt -- ${patterns.map(quoteGlob).join(' ')} 2>/dev/null | awk '{ print $0 "\t" $0 }')`
}

/** What the service's processes write; else, for pm2, what their manager writes under the service's name. */
function opened({ service }: ProbeInput): string {
  const names = [service.name, service.process ?? '']
    .map((each) => (each.split('/').at(-1) ?? '').replace(/\.[cm]?[jt]s$/, ''))
    .filter((each) => each.length > 1)
  return String.raw`LOGS=$(printf '%s\n' "$OPEN" | written)
if [ -z "$LOGS" ]; then
  ABOVE=$(printf '%s\n' "$ALL" | awk -F '\t' '$1 == "a" && $13 == "n" { print $2 }')
  [ -n "$ABOVE" ] && LOGS=$(files $(few 2 $ABOVE) | may_be_log | written | NAMES=${quote(names.join('\n'))} awk '
    BEGIN { count = split(ENVIRON["NAMES"], name, "\n") }
    { file = $0; sub(/.*\//, "", file); for (i = 1; i <= count; i++) if (index(file, name[i])) { print; next } }')
fi`
}

type ReadLimits = {
  readonly logFiles: number
  readonly logHeadBytes: number
  readonly logTailBytes: number
  readonly seconds: number
}

function readFiles({ logFiles, logHeadBytes, logTailBytes, seconds }: ReadLimits): string {
  return String.raw`
sizes() {
  read -r up rest 2>/dev/null <uptime && printf 'uptime\t%s\n' "$up"
  i=0
  printf '%s\n' "$LIST" | while IFS="$TAB" read -r from shown; do
    [ -n "$shown" ] || continue
    i=$((i + 1))
    if [ "$i" -gt ${logFiles} ]; then printf 'left\t%s\n' "$shown"; continue; fi
    size=$(ls -lnLd -- "$from" 2>/dev/null | awk '/^-/ { print $5 } { exit }')
    [ -r "$from" ] && right=r || right=-
    printf '%s\t%s\t%s\t%s\n' "$i" "${'$'}{size:--}" "$right" "$shown"
    printf 'written\t%s\t%s\n' "$i" "$(stat -L -c %Y -- "$from" 2>/dev/null)"
  done | head -n 1000
}
section sizes
FIRST=$(sizes)
printf '%s\n' "$FIRST"
i=0
printf '%s\n' "$LIST" | while IFS="$TAB" read -r from shown; do
  i=$((i + 1))
  [ "$i" -le ${logFiles} ] && [ -f "$from" ] && [ -r "$from" ] || continue
  size=$(ls -lnLd -- "$from" 2>/dev/null | awk '{ print $5; exit }')
  if [ "${'$'}{size:-0}" -le ${logHeadBytes + logTailBytes} ]; then
    section "whole-$i"
    head -c ${logHeadBytes + logTailBytes} 2>/dev/null <"$from" | tr -d '\000'
  else
    section "head-$i"
    head -c ${logHeadBytes} 2>/dev/null <"$from" | tr -d '\000'
    section "tail-$i"
    tail -c ${logTailBytes} 2>/dev/null <"$from" | tr -d '\000'
  fi
done
[ -z "$LIST$WAITS" ] || sleep ${seconds} 2>/dev/null || sleep ${Math.ceil(seconds)}
section growth
sizes
section waiting-second
[ -z "$WAITS" ] || waiting`
}
