/** Bytes as they come: of a file, a pipe, an SSH channel or the inspector. A chunk may be reused once the next is asked for. */
export type SnapshotSource = AsyncIterable<Uint8Array>
