import type { Missing } from '../../core/evidence.ts'
import type { Parsed, ProbeInput } from '../../core/step.ts'
import { sum } from '../../core/sizing.ts'
import type { ProcessRole, ProcessRow, TopValues } from '../../core/values.ts'
import { denied, readAnswer } from '../answer.ts'
import { readCgroup } from '../cgroup.ts'
import { LARGEST_PROCESS_BYTES, MAX_INSPECTED } from '../limits.ts'
import { readManagerFiles } from '../manager-files.ts'
import { readNodeMemory } from '../node-memory.ts'
import type { TableRow } from '../process-table.ts'
import { recogniseProcesses } from '../process-tree.ts'
import { kibBytes, readable, type Sections, wholeNumber } from '../sections.ts'
import { THREAD_NAMES } from './limits.ts'
import { plural, say } from '../../core/say.ts'

/** Reads the answer of the top probe. */
export function parseTop(text: string, input: ProbeInput): Parsed {
  const answer = readAnswer(text, input)
  if (!('table' in answer)) return answer
  const { sections, table } = answer
  const recognised = recogniseProcesses(table, readManagerFiles(sections))
  const smaps = readSmaps(sections)
  const { cgroup, missing } = readCgroup(sections)
  const oldSpaces = maxOldSpaces(table.processes)
  const values: TopValues = {
    kind: 'top',
    manager: recognised.manager,
    managerEvidence: recognised.evidence,
    processes: table.processes.map((row) =>
      processRow(row, recognised.roles.get(row.pid) ?? 'other', smaps.get(row.pid)),
    ),
    others: table.others.map(({ pid, command, rssBytes, anonBytes, isNode }) => ({
      pid,
      command,
      rssBytes,
      anonBytes,
      isNode,
    })),
    othersRssBytes: table.othersRssBytes,
    othersAnonBytes: table.othersAnonBytes,
    hostMemoryBytes: readNodeMemory(sections).totalBytes,
    cgroup,
    maxOldSpaceSumBytes: oldSpaces.length === 0 ? null : sum(oldSpaces),
    maxOldSpaceProcesses: oldSpaces.length,
    threads: readThreads(sections),
    os: table.os,
  }
  return {
    values,
    missing: [...answer.missing, ...missing, ...missingSmaps(table.processes, smaps)],
  }
}

type Smaps = {
  readonly pssBytes: number
  readonly privateBytes: number
  readonly swapBytes: number
}

function readSmaps(sections: Sections): ReadonlyMap<number, Smaps> {
  const found = new Map<number, Smaps>()
  for (const line of sections.lines('smaps')) {
    const [what, first, ...sizes] = line.split(' ')
    const pid = wholeNumber(first)
    const [pss, own, swap] = sizes.map((size) => kibBytes(size, LARGEST_PROCESS_BYTES))
    if (what !== 'pid' || pid === null || pss == null || own == null) continue
    found.set(pid, { pssBytes: pss, privateBytes: own, swapBytes: swap ?? 0 })
  }
  return found
}

/** Lines `COUNT PID NAME`, tabs between them; a name is what prctl(2) set, 15 bytes at most. */
function readThreads(sections: Sections): NonNullable<TopValues['threads']> {
  const found = new Map<number, { name: string; count: number }[]>()
  for (const line of sections.lines('threads')) {
    const [count, id, ...name] = line.split('\t')
    const [threads, pid] = [wholeNumber(count), wholeNumber(id)]
    if (!threads || !pid) continue
    const names = found.get(pid) ?? []
    if (names.length < THREAD_NAMES)
      names.push({ name: readable(name.join(' '), 32), count: threads })
    found.set(pid, names)
  }
  return [...found].map(([pid, names]) => ({
    pid,
    names: names.toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
  }))
}

function processRow(row: TableRow, role: ProcessRole, smaps: Smaps | undefined): ProcessRow {
  const { fileBytes, shmemBytes } = row
  return {
    pid: row.pid,
    ppid: row.ppid,
    uid: row.uid,
    command: row.command,
    role,
    isNode: row.isNode,
    uptimeSeconds: row.uptimeSeconds,
    rssBytes: row.rssBytes,
    sharedRssBytes: fileBytes === null ? null : fileBytes + (shmemBytes ?? 0),
    anonBytes: row.anonBytes,
    pssBytes: smaps?.pssBytes ?? null,
    privateBytes: smaps?.privateBytes ?? null,
    swapBytes: row.swapBytes ?? smaps?.swapBytes ?? null,
  }
}

/** Of each process that shows one. V8 takes the size in MiB and `-` for `_`; what NODE_OPTIONS or a title hides is not seen. */
function maxOldSpaces(rows: readonly TableRow[]): readonly number[] {
  return rows.flatMap((row) => {
    const last = row.args.findLast((argument) => OLD_SPACE.test(argument))
    const size = row.isNode ? wholeNumber(OLD_SPACE.exec(last ?? '')?.[1]) : null
    return size === null || size * MIB > LARGEST_PROCESS_BYTES ? [] : [size * MIB]
  })
}

const MIB = 1_048_576
const OLD_SPACE = /^--max[-_]old[-_]space[-_]size=(\d+)$/

function missingSmaps(
  rows: readonly TableRow[],
  smaps: ReadonlyMap<number, Smaps>,
): readonly Missing[] {
  const missing: Missing[] = []
  const without = rows.slice(0, MAX_INSPECTED).filter((row) => !smaps.has(row.pid)).length
  if (without > 0) {
    const who = plural(without, say`one process`, say`${without} processes`)
    missing.push(denied(say`PSS and private memory of ${who}: anonymous memory stands in`.text))
  }
  if (rows.length > MAX_INSPECTED) {
    missing.push({
      what: say`PSS and private memory beyond the first ${MAX_INSPECTED} of ${rows.length} processes`
        .text,
      reason: 'truncated',
    })
  }
  return missing
}
