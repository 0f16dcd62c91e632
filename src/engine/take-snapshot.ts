import { MemdiagError } from '../core/errors.ts'
import type { EventOf } from '../core/event.ts'
import type { SnapshotTransfer } from '../core/heap-port.ts'
import type { HeapComparisonValues } from '../core/heap-values.ts'
import type { LadderEffect } from '../core/ladder.ts'
import type { Action } from '../core/ladder-state.ts'
import type { State } from '../core/state.ts'
import type { EngineDeps } from './engine.ts'
import { DIGEST_KEPT_MS } from './limits.ts'
import { say } from '../core/say.ts'

type Taken = Pick<EventOf<'action-done'>, 'taken' | 'keptUntil'>
export type SnapshotTask = {
  readonly effect: Extract<LadderEffect, { kind: 'act' }>
  readonly transfer: SnapshotTransfer
  readonly nodeVersion: HeapComparisonValues['nodeVersion']
}

/** Reads a first snapshot and keeps what a comparison needs of it: ids, classes and sizes, no contents. */
export async function digestSnapshot(
  deps: EngineDeps,
  state: State,
  { effect, transfer }: SnapshotTask,
  signal: AbortSignal,
): Promise<Taken> {
  const { bytes, ...kept } = keeping(deps, state, effect.action, transfer)
  const digest = await deps.live.snapshots.digest(bytes, signal)
  const until = new Date(Date.parse(deps.clock.now()) + DIGEST_KEPT_MS).toISOString()
  const key = { investigation: state.id, action: effect.action }
  await deps.live.archive.putDigest(key, digest, until)
  return { taken: takenOf(transfer), ...kept }
}

/** Compares a further snapshot with those before it under the same approval. */
export async function compareSnapshots(
  deps: EngineDeps,
  state: State,
  { effect, transfer, nodeVersion }: SnapshotTask,
  signal: AbortSignal,
): Promise<Taken & { readonly values: HeapComparisonValues }> {
  const before = state.actions.filter(
    (each) =>
      each.rung === 'snapshot' &&
      each.approval === effect.approval &&
      each.done?.outcome === 'done' &&
      each.part < effect.part,
  )
  const older = await Promise.all(before.map((each) => digestOf(deps, state, each)))
  const { bytes, ...kept } = keeping(deps, state, effect.action, transfer)
  const { sizes, ...answer } = await deps.live.snapshots.compare(older, bytes, signal)
  const taken = [...before.map((each) => each.done?.taken), takenOf(transfer)]
  return {
    ...kept,
    taken: takenOf(transfer),
    values: {
      kind: 'heap-comparison',
      ...effect.process,
      nodeVersion,
      ...answer,
      snapshots: sizes.map((size, index) => ({ ...seenOf(taken[index]), ...size })),
    },
  }
}

function seenOf(taken: Taken['taken']) {
  if (taken === undefined) throw new Error('A snapshot of the comparison was never taken.')
  return taken
}

/** Passes a snapshot on and keeps the whole of it beside, where that was asked for and a key is there. */
function keeping(
  deps: EngineDeps,
  state: State,
  action: string,
  { bytes }: SnapshotTransfer,
): { readonly bytes: AsyncIterable<Uint8Array>; readonly keptUntil?: string } {
  const until = keptUntil(deps, state)
  if (until === null) return { bytes }
  const key = { investigation: state.id, action }
  return { bytes: deps.live.archive.keep(key, bytes, until), keptUntil: until }
}

/** Until when a snapshot taken now would be kept whole; null where it is not kept. */
export function keptUntil(deps: EngineDeps, state: State): string | null {
  const { keep, keepHours } = state.runbook.ladder
  if (!(state.service.keep ?? keep) || !deps.live.archive.keepsWhole) return null
  return new Date(Date.parse(deps.clock.now()) + keepHours * 3_600_000).toISOString()
}

function takenOf(transfer: SnapshotTransfer): NonNullable<Taken['taken']> {
  return transfer.seen()
}

async function digestOf(deps: EngineDeps, state: State, { action }: Action): Promise<Uint8Array> {
  const digest = await deps.live.archive.digest({ investigation: state.id, action })
  if (digest !== null) return digest
  throw new MemdiagError(
    'not-there',
    say`What was kept of ${action} is not there any more: there is nothing to compare with.`.text,
    { hint: say`Begin with a new investigation.`.text },
  )
}
