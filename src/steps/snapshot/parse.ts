import type { Missing } from '../../core/evidence.ts'
import type { Parsed, ProbeInput } from '../../core/step.ts'
import type { SnapshotValues } from '../../core/values.ts'
import { denied, readAnswer } from '../answer.ts'
import { readCgroup } from '../cgroup.ts'
import { readManagerFiles } from '../manager-files.ts'
import type { TableRow } from '../process-table.ts'
import { recogniseProcesses } from '../process-tree.ts'
import { inspectorPort, runtimeOptions } from '../websocket/inspector-ports.ts'
import { type Listening, readListening } from '../listening.ts'
import { say } from '../../core/say.ts'
import { wholeNumber } from '../sections.ts'

/** Reads the answer of the snapshot probe. Garbage becomes `none`; what is cut off is missing, the rest counts. */
export function parseSnapshot(text: string, input: ProbeInput): Parsed {
  const answer = readAnswer(text, input)
  if (!('table' in answer)) return answer
  const { sections, table } = answer
  const { roles } = recogniseProcesses(table, readManagerFiles(sections))
  const { sockets, unreadable } = readListening(sections, 'listening')
  const heapdump = new Set(sections.lines('heapdump').map((line) => wholeNumber(line)))
  const processes = table.processes
    .filter((row) => row.isNode)
    .map((row) =>
      processOf(row, {
        sockets,
        role: roles.get(row.pid) ?? 'other',
        hasHeapdump: heapdump.has(row.pid),
      }),
    )
  const ofCgroup = readCgroup(sections)
  const missing: Missing[] = [...answer.missing, ...ofCgroup.missing]
  if (unreadable > 0) missing.push(denied(say`open files: which inspectors are open`.text))
  if (processes.some((each) => each.opensOnSignal === null)) {
    missing.push(denied(say`signals that the processes catch`.text))
  }
  if (processes.length > 0 && processes.every((each) => each.inspectorPort === null)) {
    missing.push(HEAP_FIGURES)
  }
  return {
    values: {
      kind: 'snapshot',
      processes,
      limitBytes: input.service.memoryLimitBytes ?? ofCgroup.cgroup.memoryLimitBytes,
    },
    missing,
  }
}

/** The cost as measured: opening by signal took 0.2 s; memoryUsage() and getHeapUsage 43 to 48 ms each. */
const HEAP_FIGURES: Missing = {
  what: say`heap figures`.text,
  reason: 'needs-approval',
  hint: say`No inspector is open. SIGUSR1 would open it on one worker (about 0.2 s), where process.memoryUsage() takes some 50 ms and stops nothing; while it is open any local user could run code in that process, and a handler of the application for SIGUSR1 would run instead. Where the rest leaves it open, memdiag asks for that approval, or takes it from --approve inspect.`
    .text,
}

const SIGUSR1 = 0x200n
const SIGUSR2 = 0x800n

function processOf(
  row: TableRow,
  {
    sockets,
    role,
    hasHeapdump,
  }: {
    readonly sockets: readonly Listening[]
    readonly role: SnapshotValues['processes'][number]['role']
    readonly hasHeapdump: boolean
  },
): SnapshotValues['processes'][number] {
  return {
    pid: row.pid,
    role,
    rssBytes: row.rssBytes,
    inspectorPort: inspectorPort(row, sockets),
    opensOnSignal: row.sigCgt === null ? null : (row.sigCgt & SIGUSR1) !== 0n,
    heapSnapshotSignal: writesOnSignal(row, hasHeapdump),
    maxOldSpaceBytes: maxOldSpace(runtimeOptions(row)),
  }
}

/** Known to write a snapshot on a signal that it catches: by the flag, or by heapdump on SIGUSR2. */
function writesOnSignal(row: TableRow, hasHeapdump: boolean): boolean {
  if (runtimeOptions(row).some((each) => /^--heapsnapshot-signal(?:=|$)/.test(each))) return true
  return hasHeapdump && row.sigCgt !== null && (row.sigCgt & SIGUSR2) !== 0n
}

/** `--max-old-space-size=MIB`, also with underscores, as V8 takes it; the last one counts. */
function maxOldSpace(options: readonly string[]): number | null {
  let bytes: number | null = null
  for (const option of options) {
    const match = /^--max[-_]old[-_]space[-_]size=(\d{1,9})$/.exec(option)
    if (match !== null) bytes = Number(match[1]) * 1024 * 1024
  }
  return bytes
}
