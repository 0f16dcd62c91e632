import type { ActionCard } from '../core/approval.ts'
import {
  type Cost,
  type CostRange,
  costOf,
  type EarlierSnapshot,
  headroomOf,
} from '../core/heap-cost.ts'
import { guard, type Refused } from '../core/heap-guard.ts'
import type { HeapProcessValues, Rung } from '../core/heap-values.ts'
import { managerOf } from '../core/build-node-report.ts'
import { nodeAccount } from '../core/node-account.ts'
import { reading } from '../core/readings.ts'
import { fileOf, type FileWay, shownCommand } from '../core/snapshot-file.ts'
import { fileWay, wayChoice } from '../core/snapshot-way.ts'
import type { State } from '../core/state.ts'
import type { EngineDeps } from './engine.ts'
import { EARLIER_SNAPSHOTS } from './limits.ts'
import { openMs } from './measure.ts'
import { keptUntil } from './take-snapshot.ts'
import { say } from '../core/say.ts'

export type Weighed = {
  readonly card: ActionCard
  readonly refusal: Refused | null
  /** By which a snapshot goes to a file; null: by the inspector. */
  readonly by: FileWay | null
}

type Wanted = {
  readonly rung: Rung
  readonly node: string
  readonly seen: HeapProcessValues
  /** What snapshots on the service took so far. */
  readonly earlier: readonly EarlierSnapshot[]
}

/** What a rung would do to a process, for the card, and whether the guard lets it. */
export function weigh(deps: EngineDeps, state: State, wanted: Wanted): Weighed {
  const { rung, node, seen, earlier } = wanted
  const cost = costOf(rung, seen, { heapUsedBytes: heapUsedOf(state, seen), earlier })
  const account = nodeAccount(node, state.service, state.evidence)
  const headroom = headroomOf(seen, {
    limitBytes: state.service.memoryLimitBytes ?? null,
    usageBytes: account.usageBytes,
  })
  const by = fileWay(rung, seen, wayChoice(state, node, seen))
  const opens = seen.inspectorPorts.length === 0 && by === null
  const until = rung === 'snapshot' ? keptUntil(deps, state) : null
  const card: ActionCard = {
    text: say`${whatText(state, rung)} process ${seen.pid} on ${node}.`.text,
    method: methodOf(seen, by),
    ...whole(cost),
    basis: cost.basis,
    headroomBytes: headroom.bytes === null ? null : Math.round(headroom.bytes),
    headroomOf: headroom.of,
    sharing: sharing(state, node),
    heartbeat: heartbeat(state, node),
    spanSeconds: spanOf(state, rung),
    openSeconds: opens ? Math.round(openMs(state, rung) / 1000) : null,
    kept: until === null ? null : say`the whole snapshot, encrypted, until ${until}`.text,
    warnings: warningsOf(deps, state, { ...wanted, by, opens }),
  }
  return { card, refusal: guard(rung, seen, { cost, headroom, by }), by }
}

function whole({ pauseMs, extraBytes }: Cost): Pick<ActionCard, 'pauseMs' | 'extraBytes'> {
  return { pauseMs: pauseMs === null ? null : rounded(pauseMs), extraBytes: rounded(extraBytes) }
}

function rounded({ least, most }: CostRange): CostRange {
  return { least: Math.round(least), most: Math.round(most) }
}

/** By the newest figures of this very process; null where it was not asked. */
export function heapUsedOf(
  state: State,
  { pid, startTicks }: Pick<HeapProcessValues, 'pid' | 'startTicks'>,
): number | null {
  const own = state.evidence.flatMap(({ values }) => {
    if (values.kind === 'inspector' && values.pid === pid) return [values.heapUsedBytes]
    if (values.kind !== 'heap-figures' || values.pid !== pid || values.startTicks !== startTicks) {
      return []
    }
    return values.readings.map((each) => each.heapUsedBytes)
  })
  return own.at(-1) ?? null
}

/** What snapshots on the service took before, for a rung that they foretell. */
export async function earlierOf(
  { store }: Pick<EngineDeps, 'store'>,
  { service }: State,
  rung: Rung,
): Promise<EarlierSnapshot[]> {
  return rung === 'snapshot' ? await store.snapshotsTaken(service.name, EARLIER_SNAPSHOTS) : []
}

function whatText(state: State, rung: Rung): string {
  const { gcReadings, profileSeconds, snapshots } = state.runbook.ladder
  switch (rung) {
    case 'inspect':
      return say`Read the heap figures of`.text
    case 'gc':
      return say`Force ${gcReadings} garbage collections and read the heap figures after each, of`
        .text
    case 'profile':
      return say`Sample for ${profileSeconds} s which code allocates what stays alive, in`.text
    case 'snapshot':
      return say`Take ${snapshots} full heap snapshots and compare them, of`.text
  }
}

function methodOf(seen: HeapProcessValues, by: FileWay | null): string {
  if (by?.kind === 'command') {
    return say`${shownCommand(by)}, run on the node by memdiag's login; ${fileOf(by, seen.pid)} is read and removed`
      .text
  }
  const [port] = seen.inspectorPorts
  if (port !== undefined)
    return say`its inspector, which is open on 127.0.0.1:${port} and stays open`.text
  if (seen.snapshotSignal !== null && by !== null) {
    return say`${seen.snapshotSignal.name}, which writes a snapshot there (${seen.snapshotSignal.by}); the file is removed`
      .text
  }
  return say`SIGUSR1 opens its inspector on 127.0.0.1:${seen.signalPort.port}; it is closed again afterwards`
    .text
}

function sharing(state: State, node: string): number {
  const rows = reading(state.evidence, node, 'top')?.values.processes ?? []
  return Math.max(1, rows.filter((row) => row.role === 'worker').length)
}

/** node-agent's own numbers: measured in its source. */
function heartbeat(state: State, node: string): string | null {
  if (managerOf(state.evidence, node) !== 'node-agent') return null
  return say`node-agent ends a worker that is silent for 5 minutes, and all of them when two die within 10 s`
    .text
}

function spanOf(state: State, rung: Rung): number {
  const { gcSpanSeconds, profileSeconds, snapshots, snapshotSpanSeconds } = state.runbook.ladder
  switch (rung) {
    case 'inspect':
      return 1
    case 'gc':
      return gcSpanSeconds
    case 'profile':
      return profileSeconds
    case 'snapshot':
      return snapshotSpanSeconds * (snapshots - 1)
  }
}

function warningsOf(
  deps: EngineDeps,
  state: State,
  { rung, seen, by, opens }: Wanted & { readonly by: FileWay | null; readonly opens: boolean },
): string[] {
  const warnings: string[] = []
  if (opens && seen.opensOnSignal) {
    warnings.push(
      say`While the inspector is open, any user of that machine could run code in the process; a timer inside it closes it even if memdiag never returns.`
        .text,
      say`A handler of the application’s own for SIGUSR1 would run instead: that cannot be seen from outside.`
        .text,
    )
  }
  warnings.push(...fileWarnings(seen, by))
  if (rung === 'snapshot') {
    warnings.push(
      say`Once V8 builds a snapshot, nothing can stop it: only its transfer is given up when memory runs short.`
        .text,
    )
    const keep = state.service.keep ?? state.runbook.ladder.keep
    if (!keep) warnings.push(say`No snapshot is kept: only what its comparison shows.`.text)
    else if (!deps.live.archive.keepsWhole) {
      warnings.push(
        say`No snapshot is kept, though it was asked for: MEMDIAG_SNAPSHOT_KEY is not set.`.text,
      )
    }
  }
  if (seen.cgroup === null && state.service.memoryLimitBytes === undefined) {
    warnings.push(say`No limit is known: the headroom is the host’s.`.text)
  }
  return warnings
}

function fileWarnings(seen: HeapProcessValues, by: FileWay | null): string[] {
  if (by === null) return []
  const removed =
    say`memdiag removes it; if memdiag is stopped meanwhile, \`memdiag resume\` removes it or says where it lies: it holds whatever the process held.`
      .text
  if (by.kind === 'command') {
    return [
      say`The command writes the snapshot to a file, which needs room on that disk. ${removed}`
        .text,
      say`That it is one of process ${seen.pid} is the command's to see to: it gets its number as MEMDIAG_PID.`
        .text,
    ]
  }
  const heapdump =
    seen.snapshotSignal?.by === 'heapdump'
      ? [
          say`heapdump is loaded and something handles SIGUSR2. Handlers of the application for SIGUSR2 run as well: search its source for them.`
            .text,
        ]
      : []
  return [
    say`The process writes the snapshot to a file in its own folder, which needs room on that disk. ${removed}`
      .text,
    ...heapdump,
  ]
}
