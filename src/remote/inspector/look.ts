import { MemdiagError } from '../../core/errors.ts'
import { HEAPDUMP_MAPPED } from '../../core/heap-values.ts'
import type { Connection } from '../../core/remote-port.ts'
import { quote } from '../command.ts'
import { type Facts, readFacts } from './facts.ts'
import { LIMITS } from './limits.ts'
import { say } from '../../core/say.ts'

/** What the process shows from outside, by one read-only script. Throws `not-there` when no such process runs. */
export async function lookAt(
  run: Connection['run'],
  request: { readonly pid: number; readonly deadlineMs: number; readonly name: string },
  signal: AbortSignal,
): Promise<Facts> {
  const { pid, deadlineMs, name } = request
  if (!Number.isSafeInteger(pid) || pid <= 0) throw new Error(`${pid} is no process id`)
  const text = lookScript(pid, '/sys/fs/cgroup')
  const result = await run({ text, deadlineMs, maxOutputBytes: LIMITS.lookBytes }, signal)
  if (result.timedOut) {
    throw new MemdiagError(
      'timed-out',
      say`Could not look at process ${pid} on ${name} in time.`.text,
    )
  }
  const facts = readFacts(result.stdout, pid)
  if (facts === null) {
    throw new MemdiagError(
      'not-there',
      say`Process ${pid} does not run on ${name} any more.`.text,
      {
        hint: say`It ended or was restarted: investigate again.`.text,
      },
    )
  }
  return facts
}

/** POSIX sh for Debian, BusyBox and RHEL; prints `name<TAB>value`. The root of the cgroups is a parameter for tests. */
export function lookScript(pid: number, cgroups: string): string {
  return String.raw`LC_ALL=C; export LC_ALL
p=/proc/${pid}; C=${quote(cgroups)}
tell() { printf '%s\t%s\n' "$1" "$2"; }
{ read -r line <"$p/stat"; } 2>/dev/null || exit 0
tell stat "${'$'}{line##*) }"
while read -r name value; do
  case $name in VmRSS:|RssAnon:|SigCgt:|NSpid:) tell "$name" "$value" ;; esac
done 2>/dev/null <"$p/status"
while read -r name value; do
  case $name in MemTotal:|MemAvailable:) tell "$name" "$value" ;; esac
done </proc/meminfo
tell exe "$(readlink "$p/exe" 2>/dev/null)"
tell cwd "$(readlink "$p/cwd" 2>/dev/null)"
kill -0 ${pid} 2>/dev/null && tell touch 1
tell net "$(readlink "$p/ns/net" 2>/dev/null)"
tell own-net "$(readlink /proc/self/ns/net 2>/dev/null)"
tell cmdline "$({ head -c 16384 "$p/cmdline" | tr '\000\011\012' '\037  '; } 2>/dev/null)"
grep -q '${HEAPDUMP_MAPPED}' "$p/maps" 2>/dev/null && tell heapdump 1
ls -ln "$p/fd" 2>/dev/null | awk '{
  at = index($0, "socket:[")
  if (at) { rest = substr($0, at + 8); sub(/\].*/, "", rest); print "socket\t" rest }
}'
for table in tcp tcp6; do
  awk -v t="$table" '$4 == "0A" { print "listen\t" t " " $2 " " $10 }' "$p/net/$table" 2>/dev/null
done
MEM=; UNIFIED=
while IFS=: read -r id names path; do
  case ",$names," in *,memory,*) MEM=$path ;; ,,) UNIFIED=$path ;; esac
done 2>/dev/null <"$p/cgroup"
# levels VERSION MOUNT PATH LIMIT USAGE: limits from the process's own cgroup up to the mount, where its path is visible.
levels() {
  at=$2
  case $3 in ''|/|*..*) ;; *) [ -d "$2$3" ] && at=$2$3 ;; esac
  while :; do
    limit=; usage=
    { read -r limit <"$at/$4" && read -r usage <"$at/$5"; } 2>/dev/null && tell level "$1 $at $limit $usage"
    [ "$at" = "$2" ] && break
    at=${'$'}{at%/*}
  done
}
if [ -d "$C/memory" ]; then levels 1 "$C/memory" "$MEM" memory.limit_in_bytes memory.usage_in_bytes
elif [ -r "$C/cgroup.controllers" ]; then levels 2 "$C" "$UNIFIED" memory.max memory.current
fi
`
}
