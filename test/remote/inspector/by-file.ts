import type { HeapAccess, SnapshotTransfer } from '../../../src/core/heap-port.ts'
import type { FileWay } from '../../../src/core/snapshot-file.ts'
import type { TargetProcess } from './targets.ts'

export const never = new AbortController().signal
export const BY_SIGNAL: FileWay = { kind: 'signal' }
const LIMITS = { abandonBelowBytes: 0, deadlineMs: 30_000 }

/** Has a snapshot written as an engine does: first where it will lie, then the touch. */
export async function writing(
  heap: HeapAccess,
  target: TargetProcess,
  {
    by = BY_SIGNAL,
    ...change
  }: { by?: FileWay; deadlineMs?: number; abandonBelowBytes?: number } = {},
): Promise<SnapshotTransfer> {
  const asked = { process: target.ref, by }
  const to = await heap.placeFor(asked, never)
  return heap.writeSnapshot({ ...asked, ...LIMITS, ...change, to }, never)
}
