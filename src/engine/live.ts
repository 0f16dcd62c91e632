import { MemdiagError } from '../core/errors.ts'
import type { HeapAccess, Snapshots } from '../core/heap-port.ts'
import type { State } from '../core/state.ts'
import type { Target } from '../core/target.ts'
import type { SnapshotArchive } from '../core/snapshot-archive.ts'

/** What the ladder needs beside probes. */
export type LiveDeps = {
  /** Connects to a node, or hands out the connection that is there. */
  access(target: Target, signal: AbortSignal): Promise<HeapAccess>
  readonly snapshots: Snapshots
  readonly archive: SnapshotArchive
}

export function targetOf(state: State, node: string): Target {
  const target = state.service.targets.find((each) => each.name === node)
  if (target === undefined) throw new Error(`Investigation ${state.id} has no node ${node}.`)
  return target
}

/** A fault in words for the log: what failed and what to do. */
export function faultText(error: unknown): string {
  if (!(error instanceof MemdiagError)) throw error
  return error.hint === undefined ? error.message : `${error.message} ${error.hint}`
}
