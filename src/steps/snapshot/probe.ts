import type { ProbeInput } from '../../core/step.ts'
import { CGROUP } from '../cgroup.ts'
import { probeScript } from '../prelude.ts'
import { LISTENING } from '../listening.ts'
import { HEAPDUMP_MAPPED } from '../../core/heap-values.ts'
import { SCANNED_PROCESSES } from './limits.ts'

/** Processes that have heapdump's addon mapped: only its code handles SIGUSR2 as heapdump does. */
const HEAPDUMP = String.raw`section heapdump
for p in $(few ${SCANNED_PROCESSES} $NODES); do
  grep -q '${HEAPDUMP_MAPPED}' "$p/maps" 2>/dev/null && echo "$p"
done`

/** The probe of the snapshot step: command lines, caught signals, listening sockets, limit; it touches no process. */
export function snapshotProbe(input: ProbeInput): string {
  const body = [
    LISTENING,
    'section listening',
    `listening ${SCANNED_PROCESSES} $NODES`,
    HEAPDUMP,
    CGROUP,
  ].join('\n')
  return probeScript(input, { manager: true, body })
}
