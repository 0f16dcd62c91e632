import type {
  HeapComparisonValues,
  HeapFiguresValues,
  HeapProcessValues,
  HeapProfileValues,
  HeapReading,
  ProcessRef,
} from './heap-values.ts'
import type { FileEnd, FileWay, WrittenTo } from './snapshot-file.ts'

/**
 * Heap evidence from a live process. `look` touches nothing; everything else needs an approval, and is given
 * for one process of a node at a time: a second one waits.
 */
export type HeapAccess = {
  /** What can be seen of a process from outside. Throws `not-there` when no such process runs. */
  look(
    request: { readonly pid: number; readonly deadlineMs: number },
    signal: AbortSignal,
  ): Promise<HeapProcessValues>
  /**
   * Attaches to the inspector of a process; opens it by SIGUSR1 when it is closed and `bySignal` allows that.
   * Throws `refused` where it must not or cannot be done, with the reason: a restarted process, no Node.js,
   * SIGUSR1 not caught, port taken, a handler of the application's own that opened nothing.
   */
  openInspector(request: InspectorRequest, signal: AbortSignal): Promise<InspectorSession>
  /**
   * After a crash or a lost connection: closes what an earlier `openInspector` may have left open. An inspector
   * that was open before memdiag came stays open: `wasClosed` says that none was. Throws only when the node could
   * not be asked.
   */
  closeInspector(
    request: { readonly process: ProcessRef; readonly wasClosed: boolean },
    signal: AbortSignal,
  ): Promise<InspectorEnd>
  /**
   * Where a snapshot would be written that does not come by the inspector, and what lies there; touches nothing.
   * Throws `refused` where no signal is known that writes one, or where a command's file lies there already.
   */
  placeFor(request: FileRequest, signal: AbortSignal): Promise<WrittenTo>
  /** Has something on the node write a snapshot to a file, which is streamed, then removed. */
  writeSnapshot(
    request: SnapshotRequest & FileRequest & { readonly to: WrittenTo },
    signal: AbortSignal,
  ): Promise<SnapshotTransfer>
  /**
   * After a crash, a lost connection or a failure: removes what `writeSnapshot` left or still writes. Throws only
   * when the node could not be asked.
   */
  removeWritten(
    request: { readonly process: ProcessRef; readonly to: WrittenTo },
    signal: AbortSignal,
  ): Promise<FileEnd>
}

export type FileRequest = { readonly process: ProcessRef; readonly by: FileWay }

export type InspectorRequest = {
  readonly process: ProcessRef
  /** False: only an inspector that is open already is used. */
  readonly bySignal: boolean
  /** A timer inside the process closes an inspector that memdiag opened after so long, whatever happens to memdiag. */
  readonly closeAfterMs: number
  readonly deadlineMs: number
}

/** An attached inspector. Every method throws `unreachable` once the connection is lost. */
export type InspectorSession = {
  readonly process: ProcessRef
  readonly port: number
  readonly nodeVersion: string
  /** memdiag opened it, so `close` closes it; else it was open before and stays. */
  readonly opened: boolean
  /** One reading; with `forceGc` after a full collection, for whose length the process stands still. */
  figures(
    request: { readonly forceGc: boolean; readonly deadlineMs: number },
    signal: AbortSignal,
  ): Promise<HeapFigures>
  /** Samples allocations for a span and tells which of them are still alive. */
  profile(
    request: { readonly spanMs: number; readonly deadlineMs: number },
    signal: AbortSignal,
  ): Promise<Omit<HeapProfileValues, 'kind'>>
  /** A full snapshot, as it is sent; nothing is written on the node. */
  snapshot(request: SnapshotRequest, signal: AbortSignal): SnapshotTransfer
  /** Puts the timer inside the process off to so long from now; does nothing where memdiag did not open it. */
  keepOpen(closeAfterMs: number, signal: AbortSignal): Promise<void>
  /** Lets go, closes what memdiag opened and looks whether it is closed. Never throws; also after a lost connection. */
  close(): Promise<InspectorEnd>
}

/** What evidence `heap-figures` has beside its readings, with the one that was taken. */
export type HeapFigures = Omit<HeapFiguresValues, 'kind' | 'readings'> & {
  readonly reading: HeapReading
}

export type SnapshotRequest = {
  /** The transfer is abandoned when the headroom (of cgroup or host) falls below this. V8's own building cannot be. */
  readonly abandonBelowBytes: number
  readonly deadlineMs: number
}

/** A snapshot under way. `bytes` must be read to its end, or returned from; it throws when it was abandoned. */
export type SnapshotTransfer = {
  readonly bytes: AsyncIterable<Uint8Array>
  /** What was seen so far; final once `bytes` has ended. */
  seen(): SnapshotSeen
}

export type SnapshotSeen = Omit<
  HeapComparisonValues['snapshots'][number],
  'heapBytes' | 'nodes' | 'edges'
>

/** How an inspector was left. */
export type InspectorEnd = {
  /** `closed`: nothing listens any more, looked at after. `left-open`: it was open before. `gone`: the process ended. */
  readonly state: 'closed' | 'left-open' | 'gone' | 'unverified'
  /** For a person, where there is something to say: why it could not be verified, when the timer will close it. */
  readonly text: string | null
}

/** Turns snapshots into what is known of them. Keeps no contents of strings. */
export type Snapshots = {
  /** Reads a snapshot to its end. The digest is what a later comparison needs of it: ids, classes and sizes. */
  digest(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Uint8Array>
  /** Compares the newest, read to its end, with the digests of the older ones, the oldest first. */
  compare(
    older: readonly Uint8Array[],
    newest: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<SnapshotComparison>
}

export type SnapshotComparison = {
  /** Of each snapshot, the oldest first. */
  readonly sizes: readonly Pick<
    HeapComparisonValues['snapshots'][number],
    'heapBytes' | 'nodes' | 'edges'
  >[]
} & Pick<HeapComparisonValues, 'growthBytes' | 'classes' | 'suspects' | 'topRatio'>
