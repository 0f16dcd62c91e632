import type { ProbeInput } from '../../core/step.ts'
import { CGROUP } from '../cgroup.ts'
import { MAX_INSPECTED } from '../limits.ts'
import { NODE_MEMORY } from '../node-memory.ts'
import { probeScript } from '../prelude.ts'
import { SMAPS_BYTES } from './limits.ts'

/** The probe of the top step: the process table with shared and private memory, and who else is on the node. */
export function topProbe(input: ProbeInput): string {
  return probeScript(input, {
    manager: true,
    others: true,
    body: `${CGROUP}\n${NODE_MEMORY}\n${SMAPS}\n${THREADS}`,
  })
}

/** Sums Pss, Private_* and Swap per process: the same program reads smaps_rollup (Linux 4.14) and smaps. */
const SMAPS = String.raw`section smaps
set -- $PIDS
SMAPS=smaps_rollup; [ -e "$1/$SMAPS" ] || SMAPS=smaps
printf 'from %s\n' "$SMAPS"
for p in $(few ${MAX_INSPECTED} $PIDS); do printf "$NP%s/$SMAPS\n" "$p"; done |
  xargs head -v -c ${SMAPS_BYTES} 2>/dev/null | NP="$NP" awk '
  BEGIN { header = "==> " ENVIRON["NP"] }
  index($0, header) == 1 { pid = substr($0, length(header) + 1); sub(/\/.*/, "", pid); next }
  $1 == "Pss:" { pss[pid] += $2 }
  $1 == "Private_Clean:" || $1 == "Private_Dirty:" || $1 == "Private_Hugetlb:" { own[pid] += $2 }
  $1 == "Swap:" { swap[pid] += $2 }
  END { for (pid in pss) print "pid " pid " " pss[pid] " " own[pid] + 0 " " swap[pid] + 0 }'
`

/** Counts the threads of each Node.js process by their name, which others may read: a pool of worker_threads shows there. */
const THREADS = String.raw`section threads
for p in $(few ${MAX_INSPECTED} $NODES); do
  for t in "$p"/task/*/comm; do [ -e "$t" ] && printf "$NP%s\n" "$t"; done
done | xargs head -v -c 64 2>/dev/null | NP="$NP" awk '
  BEGIN { header = "==> " ENVIRON["NP"] }
  index($0, header) == 1 { pid = substr($0, length(header) + 1); sub(/\/.*/, "", pid); next }
  $0 != "" { count[pid "\t" $0]++ }
  END { for (each in count) print count[each] "\t" each }'
`
