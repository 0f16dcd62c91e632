import type { ProbeInput } from '../../core/step.ts'
import { ALLOWED_CPUS } from '../allowed-cpus.ts'
import { CGROUP } from '../cgroup.ts'
import { MAX_INSPECTED } from '../limits.ts'
import { NODE_MEMORY } from '../node-memory.ts'
import { probeScript } from '../prelude.ts'

/** The probe of the load step: cgroup, memory, CPU use over two samples, ports with their connections. */
export function loadProbe(input: ProbeInput): string {
  const seconds = input.thresholds.sampleSeconds
  return probeScript(input, {
    body: [
      SAMPLE,
      'section first; sample',
      CGROUP,
      NODE_MEMORY,
      LOAD,
      ALLOWED_CPUS,
      PORTS,
      // Not every sleep takes fractions.
      `sleep ${seconds} 2>/dev/null || sleep ${Math.ceil(seconds)}`,
      'section second; sample',
    ].join('\n'),
  })
}

const SAMPLE = String.raw`sample() {
  read -r up rest 2>/dev/null <uptime && printf 'at %s\n' "$up"
  grep '^cpu ' stat 2>/dev/null
  for p in $PIDS; do printf "$NP%s/stat\n" "$p"; done | xargs head -v -c 1024 2>/dev/null | NP="$NP" awk '
    BEGIN { header = "==> " ENVIRON["NP"] }
    index($0, header) == 1 { pid = substr($0, length(header) + 1); sub(/\/.*/, "", pid); next }
    { stat[pid] = stat[pid] " " $0 }
    END { for (pid in stat) if (sub(/^.*\) /, "", stat[pid])) { split(stat[pid], f, " "); print "pid " pid " " f[20] " " f[12] + f[13] } }'
}`

const LOAD = String.raw`section load
read -r load rest 2>/dev/null <loadavg && printf 'load %s\n' "$load"
[ -r pressure/memory ] && cat pressure/memory 2>/dev/null
`

/** /proc/net/tcp: state 0A listens, 01 is established; proc(5). That of the process is its own network's. */
const PORTS = String.raw`section ports
for p in $(few 8 $NODES $PIDS) .; do [ -r "$p/net/tcp" ] && break; done
TCP=$(cat "$p/net/tcp" "$p/net/tcp6" 2>/dev/null | awk '
  { count = split($2, end, ":"); port = end[count] }
  $4 == "0A" { listens[port] = 1; print "listen " port " " $10 }
  $4 == "01" { made[port]++ }
  END { for (port in listens) print "made " port " " made[port] + 0 }')
printf '%s\n' "$TCP"
files $(few ${MAX_INSPECTED} $PIDS) | TCP="$TCP" awk -F '\t' '
  BEGIN { count = split(ENVIRON["TCP"], line, "\n"); for (i = 1; i <= count; i++) { split(line[i], w, " "); if (w[1] == "listen") wanted["socket:[" w[3] "]"] = w[3] } }
  $2 == "-" { closed++ }
  ($3 in wanted) && !told[$3]++ { print "own " wanted[$3] }
  END { print "closed " closed + 0 }'
`
