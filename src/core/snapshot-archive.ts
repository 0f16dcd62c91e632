/** Where the store keeps bytes of snapshots: digests between two of them, and whole ones where that was asked for. */
export type SnapshotArchive = {
  /** Whether whole snapshots can be kept: a key is set. Digests need none. */
  readonly keepsWhole: boolean
  /** Keeps what a later comparison needs of a snapshot, until the time. It holds no contents of strings. */
  putDigest(key: SnapshotKey, digest: Uint8Array, expiresAt: string): Promise<void>
  /** Null where it is not there, or not any more. */
  digest(key: SnapshotKey): Promise<Uint8Array | null>
  /** Keeps a whole snapshot, compressed and encrypted, as it is read: what it yields is what it was given. */
  keep(
    key: SnapshotKey,
    bytes: AsyncIterable<Uint8Array>,
    expiresAt: string,
  ): AsyncIterable<Uint8Array>
  /** The bytes of a kept snapshot. Throws `snapshot-not-kept`. */
  read(key: SnapshotKey): AsyncIterable<Uint8Array>
  /** Removes what has expired. */
  tidy(now: string): Promise<void>
}

/** One snapshot: an investigation and its action, such as `snapshot-1`. */
export type SnapshotKey = { readonly investigation: string; readonly action: string }
