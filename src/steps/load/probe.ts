import type { ProbeInput } from '../../core/step.ts'
import { ALLOWED_CPUS } from '../allowed-cpus.ts'
import { CGROUP } from '../cgroup.ts'
import { MAX_INSPECTED } from '../limits.ts'
import { LISTENING } from '../listening.ts'
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
      LISTENING,
      'section listening',
      `listening ${MAX_INSPECTED} $NODES $PIDS`,
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
  requests
}`

const LOAD = String.raw`section load
read -r load rest 2>/dev/null <loadavg && printf 'load %s\n' "$load"
[ -r pressure/memory ] && cat pressure/memory 2>/dev/null
`
