import { setTimeout as wait } from 'node:timers/promises'
import type { EventOf } from '../core/event.ts'
import type { Evidence } from '../core/evidence.ts'
import type {
  HeapAccess,
  HeapFigures,
  InspectorEnd,
  InspectorSession,
  SnapshotTransfer,
} from '../core/heap-port.ts'
import type { HeapProcessValues } from '../core/heap-values.ts'
import type { LadderEffect } from '../core/ladder.ts'
import { type FileWay, shownCommand, type WrittenTo } from '../core/snapshot-file.ts'
import type { State } from '../core/state.ts'
import type { Values } from '../core/values.ts'
import type { EngineDeps } from './engine.ts'
import {
  ABANDON_BELOW_RATIO,
  FIGURES_DEADLINE_MS,
  OPEN_MARGIN_MS,
  SNAPSHOT_DEADLINE_MS,
} from './limits.ts'
import { compareSnapshots, digestSnapshot, type SnapshotTask } from './take-snapshot.ts'

type Act = Extract<LadderEffect, { kind: 'act' }>
type Done = EventOf<'action-done'>

/** What came of a rung: evidence, how the inspector was left, and what went wrong, if anything did. */
export type Measured = {
  readonly evidence: readonly Evidence[]
  readonly end: InspectorEnd | null
  readonly fault?: unknown
  readonly taken?: Done['taken']
  readonly keptUntil?: Done['keptUntil']
}

export type Task = {
  readonly effect: Act
  readonly seen: HeapProcessValues
  readonly access: HeapAccess
  readonly file: SnapshotByFile | null
}

/** A snapshot that something on the node writes to a file, and where. */
export type SnapshotByFile = { readonly by: FileWay; readonly to: WrittenTo }

/**
 * Opens the inspector, measures what the rung says, and lets go; never throws once it is open. Or has a snapshot written
 * to a file on the node, where it goes that way.
 */
export async function measure(
  deps: EngineDeps,
  state: State,
  task: Task,
  signal: AbortSignal,
): Promise<Measured> {
  const { effect, access } = task
  if (task.file !== null) return takeByFile(deps, state, { ...task, file: task.file }, signal)
  const begun = { at: deps.clock.now(), ms: performance.now() }
  const session = await access.openInspector(
    {
      process: effect.process,
      bySignal: true,
      closeAfterMs: openMs(state, effect.rung),
      deadlineMs: FIGURES_DEADLINE_MS,
    },
    signal,
  )
  try {
    const found = await byRung(deps, state, { ...task, session }, signal)
    const end = await session.close()
    return measuredOf({ ...task, command: COMMANDS[effect.rung], begun }, found, end)
  } catch (fault) {
    return { evidence: [], end: await session.close(), fault }
  }
}

/** The file is read and removed: no inspector has a part in it. */
async function takeByFile(
  deps: EngineDeps,
  state: State,
  task: Task & { readonly file: SnapshotByFile },
  signal: AbortSignal,
): Promise<Measured> {
  const { effect, access, seen, file } = task
  const begun = { at: deps.clock.now(), ms: performance.now() }
  const request = { process: effect.process, ...file, ...snapshotRequest(seen) }
  const transfer = await access.writeSnapshot(request, signal)
  try {
    const found = await takeSnapshot(deps, state, { effect, transfer, nodeVersion: null }, signal)
    const command =
      file.by.kind === 'command'
        ? `${shownCommand(file.by)}, which writes a heap snapshot`
        : `${seen.snapshotSignal?.name ?? 'a signal'}, which writes a heap snapshot`
    return measuredOf({ ...task, command, begun }, found, null)
  } catch (error) {
    await abandon(transfer)
    throw error
  }
}

/** Only a reader that began and stopped removes the file, and lets others at the node. */
async function abandon({ bytes }: SnapshotTransfer): Promise<void> {
  try {
    for await (const _ of bytes) return
  } catch {
    // What it failed of before is what is told.
  }
}

/** How long the inspector may stand open at most: the rung's span, and what opening and reading take. */
export function openMs(state: State, rung: Act['rung']): number {
  const { gcSpanSeconds, profileSeconds } = state.runbook.ladder
  switch (rung) {
    case 'inspect':
      return OPEN_MARGIN_MS
    case 'gc':
      return gcSpanSeconds * 1000 + OPEN_MARGIN_MS
    case 'profile':
      return profileSeconds * 1000 + OPEN_MARGIN_MS
    case 'snapshot':
      return SNAPSHOT_DEADLINE_MS + OPEN_MARGIN_MS
  }
}

type Found = {
  readonly values: Values | null
  readonly also: Pick<Measured, 'taken' | 'keptUntil'>
}

type InSession = Task & { readonly session: InspectorSession }

async function byRung(
  deps: EngineDeps,
  state: State,
  task: InSession,
  signal: AbortSignal,
): Promise<Found> {
  const { session, effect } = task
  switch (effect.rung) {
    case 'inspect':
      return { values: await readFigures(session, signal), also: {} }
    case 'gc':
      return { values: await readSeries(state, session, signal), also: {} }
    case 'profile': {
      const spanMs = state.runbook.ladder.profileSeconds * 1000
      const deadlineMs = spanMs + FIGURES_DEADLINE_MS
      const profile = await session.profile({ spanMs, deadlineMs }, signal)
      return { values: { kind: 'heap-profile', ...profile }, also: {} }
    }
    case 'snapshot': {
      const transfer = session.snapshot(snapshotRequest(task.seen), signal)
      const { nodeVersion } = session
      return takeSnapshot(deps, state, { effect, transfer, nodeVersion }, signal)
    }
  }
}

/** The transfer is given up when what is left falls below a share of what was there before. */
function snapshotRequest(seen: HeapProcessValues) {
  const headroom =
    seen.cgroup === null ? seen.hostAvailableBytes : seen.cgroup.limitBytes - seen.cgroup.usageBytes
  return {
    abandonBelowBytes: Math.round(Math.max(0, headroom ?? 0) * ABANDON_BELOW_RATIO),
    deadlineMs: SNAPSHOT_DEADLINE_MS,
  }
}

async function takeSnapshot(
  deps: EngineDeps,
  state: State,
  task: SnapshotTask,
  signal: AbortSignal,
): Promise<Found> {
  if (task.effect.part === 1) {
    return { values: null, also: await digestSnapshot(deps, state, task, signal) }
  }
  const { values, ...also } = await compareSnapshots(deps, state, task, signal)
  return { values, also }
}

async function readFigures(session: InspectorSession, signal: AbortSignal): Promise<Values> {
  const request = { forceGc: false, deadlineMs: FIGURES_DEADLINE_MS }
  const { reading, ...rest } = await session.figures(request, signal)
  return { kind: 'heap-figures', ...rest, readings: [reading] }
}

/** Readings spread over the runbook's span, each after a forced collection. */
async function readSeries(
  state: State,
  session: InspectorSession,
  signal: AbortSignal,
): Promise<Values> {
  const { gcReadings, gcSpanSeconds } = state.runbook.ladder
  const all: HeapFigures[] = []
  for (const pauseMs of [0, ...pausesBetween(gcReadings, gcSpanSeconds)]) {
    if (pauseMs > 0) await wait(pauseMs, undefined, { signal })
    const request = { forceGc: true, deadlineMs: FIGURES_DEADLINE_MS }
    all.push(await session.figures(request, signal))
  }
  const [first] = all
  if (first === undefined) throw new Error('The runbook asks for no reading.')
  const { reading: _, ...rest } = first
  return { kind: 'heap-figures', ...rest, readings: all.map((each) => each.reading) }
}

/**
 * Milliseconds between so many readings over a span, no two alike: what a service does every three seconds would meet
 * equal pauses at one moment after the other, and look like growth.
 */
function pausesBetween(readings: number, spanSeconds: number): number[] {
  const weights = Array.from({ length: Math.max(0, readings - 1) }, (_, index) => {
    // Multiples of the golden ratio, which no period divides.
    return 0.7 + 0.6 * ((index * 0.618) % 1)
  })
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => (weight / whole) * spanSeconds * 1000)
}

const COMMANDS = {
  inspect: 'process.memoryUsage(), v8.getHeapStatistics() and more by the inspector',
  gc: 'HeapProfiler.collectGarbage, then the heap figures, several times',
  profile: 'HeapProfiler.startSampling, getSamplingProfile, stopSampling',
  snapshot: 'HeapProfiler.takeHeapSnapshot',
} as const

type Begun = {
  readonly effect: Act
  readonly command: string
  readonly begun: { readonly at: string; readonly ms: number }
}

function measuredOf(task: Begun, { values, also }: Found, end: InspectorEnd | null): Measured {
  return { ...also, evidence: values === null ? [] : [evidenceOf(task, values)], end }
}

function evidenceOf({ effect, command, begun }: Begun, values: Values): Evidence {
  const { action, node, process } = effect
  return {
    id: `snapshot.${action}/${node}`,
    step: 'snapshot',
    node,
    command: `${command}, of process ${process.pid}`,
    exitCode: null,
    durationMs: Math.round(performance.now() - begun.ms),
    at: begun.at,
    values,
    output: { text: '', truncated: false },
    missing: [],
  }
}
