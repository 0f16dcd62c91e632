import type { ProbeInput } from '../../core/step.ts'
import { CGROUP } from '../cgroup.ts'
import { probeScript } from '../prelude.ts'
import { LISTENING } from '../listening.ts'
import { SCANNED_PROCESSES } from './limits.ts'

/** The probe of the snapshot step: command lines, caught signals, listening sockets, limit; it touches no process. */
export function snapshotProbe(input: ProbeInput): string {
  const body = [
    LISTENING,
    'section listening',
    `listening ${SCANNED_PROCESSES} $NODES`,
    CGROUP,
  ].join('\n')
  return probeScript(input, { manager: true, body })
}
