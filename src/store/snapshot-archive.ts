import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGunzip, gunzip, gzip } from 'node:zlib'
import { MemdiagError } from '../core/errors.ts'
import { say, type Wording } from '../core/say.ts'
import type { Clock } from '../core/ports.ts'
import type { Store } from '../core/store-port.ts'
import type { SnapshotArchive, SnapshotKey } from '../core/snapshot-archive.ts'
import { gzipPieces } from './gzip-pieces.ts'
import { STORE_LIMITS } from './limits.ts'

type Deps = {
  readonly store: Pick<Store, 'putPiece' | 'piece' | 'dropPieces' | 'dropExpiredPieces'>
  readonly clock: Clock
  /** 32 bytes; absent: whole snapshots are not kept. */
  readonly key?: Uint8Array | undefined
}

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Snapshots in the store, in pieces of a bounded size. A whole one is compressed, and each piece encrypted by
 * AES-256-GCM with a nonce of its own; investigation, name, place and whether it is the last are sealed with it, so
 * that no piece can be left out, moved or put into another.
 */
export function createSnapshotArchive(deps: Deps): SnapshotArchive {
  const { store } = deps
  return {
    keepsWhole: deps.key !== undefined,
    putDigest: (key, digest, expiresAt) => putDigest(store, key, digest, expiresAt),
    digest: (key) => readDigest(deps, key),
    keep: (key, bytes, expiresAt) => keep(deps, { key, expiresAt }, bytes),
    read: (key) => read(deps, key),
    tidy: (now) => store.dropExpiredPieces(now),
  }
}

const zip = promisify(gzip)
const unzip = promisify(gunzip)

async function putDigest(
  store: Deps['store'],
  { investigation, action }: SnapshotKey,
  bytes: Uint8Array,
  expiresAt: string,
): Promise<void> {
  const name = `digest:${action}`
  const body = await zip(bytes, { level: 1 })
  await store.dropPieces(investigation, name)
  let seq = 0
  for (let at = 0; at < body.length; at += STORE_LIMITS.pieceBytes) {
    const slice = body.subarray(at, at + STORE_LIMITS.pieceBytes)
    await store.putPiece({ investigation, name, seq }, { body: slice, expiresAt })
    seq += 1
  }
  // Its end: without it the digest is not whole.
  await store.putPiece({ investigation, name, seq }, { body: new Uint8Array(0), expiresAt })
}

async function readDigest(
  { store, clock }: Deps,
  { investigation, action }: SnapshotKey,
): Promise<Uint8Array | null> {
  const name = `digest:${action}`
  const pieces: Uint8Array[] = []
  for (let seq = 0; ; seq += 1) {
    const body = await store.piece({ investigation, name, seq }, clock.now())
    if (body === null) return null
    if (body.length === 0) return await unzip(Buffer.concat(pieces))
    pieces.push(body)
  }
}

type Keeping = { readonly key: SnapshotKey; readonly expiresAt: string }

/** Hands each chunk on at once and keeps a copy beside; one that is not read to its end is not kept. */
async function* keep(
  deps: Deps,
  { key, expiresAt }: Keeping,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const { investigation } = key
  const name = wholeName(key)
  await deps.store.dropPieces(investigation, name)
  const put = async (seq: number, body: Uint8Array, last: boolean): Promise<void> => {
    const sealed = seal(keyOf(deps), body, boundTo(key, seq, last))
    await deps.store.putPiece({ investigation, name, seq }, { body: sealed, expiresAt })
  }
  const writer = gzipPieces(STORE_LIMITS.pieceBytes, put)
  let whole = false
  try {
    for await (const chunk of bytes) {
      await writer.write(chunk)
      yield chunk
    }
    await writer.end()
    whole = true
  } finally {
    if (!whole) {
      writer.abandon()
      await deps.store.dropPieces(investigation, name)
    }
  }
}

/** The bytes of a kept snapshot, decrypted and unpacked. */
async function* read(deps: Deps, key: SnapshotKey): AsyncGenerator<Uint8Array> {
  const first = await deps.store.piece({ ...place(key), seq: 0 }, deps.clock.now())
  if (first === null) throw notKept(key)
  const unpacked = createGunzip()
  // What goes wrong there destroys it: whoever reads it is told.
  const fed = pipeline(bodies(deps, key), unpacked).catch(() => undefined)
  try {
    yield* unpacked
  } finally {
    unpacked.destroy()
    await fed
  }
}

async function* bodies(deps: Deps, key: SnapshotKey): AsyncGenerator<Uint8Array> {
  for (let seq = 0, last = false; !last; seq += 1) {
    const sealed = await deps.store.piece({ ...place(key), seq }, deps.clock.now())
    if (sealed === null) throw damaged(key, say`its end is missing`)
    const piece = unsealAny(deps, key, { seq, sealed })
    yield piece.body
    last = piece.last
  }
}

/** Whether a piece is the last is part of what it is sealed with. */
function unsealAny(
  deps: Deps,
  key: SnapshotKey,
  { seq, sealed }: { readonly seq: number; readonly sealed: Uint8Array },
): { readonly body: Uint8Array; readonly last: boolean } {
  for (const last of [false, true]) {
    const body = unseal(keyOf(deps), sealed, boundTo(key, seq, last))
    if (body !== null) return { body, last }
  }
  throw damaged(
    key,
    say`MEMDIAG_SNAPSHOT_KEY is another one than it was kept with, or it was changed`,
  )
}

function seal(key: Uint8Array, body: Uint8Array, bound: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce)
  cipher.setAAD(bound)
  return Buffer.concat([nonce, cipher.update(body), cipher.final(), cipher.getAuthTag()])
}

function unseal(key: Uint8Array, sealed: Uint8Array, bound: Uint8Array): Uint8Array | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES))
  decipher.setAAD(bound)
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  const body = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES))
  try {
    return Buffer.concat([body, decipher.final()])
  } catch {
    // Another key, another place, or another body: the tag tells no more than that.
    return null
  }
}

function boundTo({ investigation, action }: SnapshotKey, seq: number, last: boolean): Uint8Array {
  return Buffer.from(JSON.stringify([investigation, action, seq, last]))
}

function place(key: SnapshotKey): { readonly investigation: string; readonly name: string } {
  return { investigation: key.investigation, name: wholeName(key) }
}

function wholeName({ action }: SnapshotKey): string {
  return `snapshot:${action}`
}

function keyOf({ key }: Deps): Uint8Array {
  if (key !== undefined) return key
  throw new MemdiagError('config-missing', say`MEMDIAG_SNAPSHOT_KEY is not set.`, {
    hint: say`Kept snapshots are encrypted with it: 32 bytes, such as \`openssl rand -base64 32\` gives.`,
  })
}

function notKept({ investigation, action }: SnapshotKey): MemdiagError {
  return new MemdiagError(
    'snapshot-not-kept',
    say`No snapshot ${action} of investigation ${investigation} is kept, or not any more.`,
    {
      hint: say`Snapshots are kept only with \`keep: true\` of the service in services.yml, and for a time.`,
    },
  )
}

function damaged({ investigation, action }: SnapshotKey, why: Wording): MemdiagError {
  return new MemdiagError(
    'snapshot-not-kept',
    say`Could not read the kept snapshot ${action} of investigation ${investigation}: ${why}.`,
  )
}
