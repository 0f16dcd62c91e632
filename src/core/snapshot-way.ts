import type { HeapProcessValues, ProcessRef, Rung } from './heap-values.ts'
import { reading } from './readings.ts'
import type { FileWay, SnapshotCommand } from './snapshot-file.ts'
import type { State } from './state.ts'
import type { SnapshotValues } from './values.ts'

/** What decides about the way in beside what the process shows. */
export type WayChoice = {
  readonly command: SnapshotCommand | null
  /** It was tried and opened nothing: a handler of the application's own, say. */
  readonly inspectorFailed: boolean
}

/**
 * The way to a snapshot by a file; null: by the inspector, which writes nothing to the node's disk. A command is
 * taken where one is configured, a signal only where no inspector is open and none can be opened.
 */
export function fileWay(
  rung: Rung,
  seen: HeapProcessValues,
  { command, inspectorFailed }: WayChoice,
): FileWay | null {
  if (rung !== 'snapshot') return null
  if (command !== null) return { kind: 'command', ...command }
  if (seen.snapshotSignal === null || seen.inspectorPorts.length > 0) return null
  const opens = seen.opensOnSignal && !seen.signalPort.taken && !inspectorFailed
  return opens ? null : { kind: 'signal' }
}

export function wayChoice(state: State, node: string, process: Pick<ProcessRef, 'pid'>): WayChoice {
  return {
    command: commandOf(state),
    inspectorFailed: noInspector(state, node, process.pid),
  }
}

/** The service's own command before the runbook's. */
export function commandOf({ service, runbook }: State): SnapshotCommand | null {
  return service.snapshot ?? runbook.ladder.snapshot ?? null
}

/** A signal or a configured command makes the process write a snapshot to a file, as far as the probe tells. */
export function mayWriteFiles(state: State, node: string, pid: number): boolean {
  if (commandOf(state) !== null) return true
  const seen = reading(state.evidence, node, 'snapshot')?.values.processes ?? []
  return seen.some((each) => each.pid === pid && writesFiles(state, each))
}

/** The same of a process whose row of the snapshot step is at hand. */
export function writesFiles(
  state: State,
  seen: Pick<SnapshotValues['processes'][number], 'heapSnapshotSignal'>,
): boolean {
  return commandOf(state) !== null || seen.heapSnapshotSignal
}

/** The inspector was refused for good, or tried in vain, since somebody last came back. */
export function noInspector(state: State, node: string, pid: number): boolean {
  const since = state.resumedVersion
  return (
    state.refusals.some(
      (each) =>
        each.rung === 'inspect' &&
        each.node === node &&
        each.pid === pid &&
        !each.forcible &&
        each.refusedVersion > since,
    ) ||
    state.actions.some(
      (each) =>
        each.rung === 'inspect' &&
        each.node === node &&
        each.process.pid === pid &&
        each.done?.outcome === 'failed' &&
        each.attemptedVersion > since,
    )
  )
}
