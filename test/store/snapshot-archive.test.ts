import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SnapshotArchive } from '../../src/core/snapshot-archive.ts'
import { wordsOf } from '../../src/core/errors.ts'
import { createSnapshotArchive } from '../../src/store/snapshot-archive.ts'
import { STORE_LIMITS } from '../../src/store/limits.ts'
import { inLanguage } from '../../src/words/in-language.ts'
import { AT } from '../support/builders.ts'
import { aStore, type OpenStore } from '../support/store.ts'
import { anOpening } from './events.ts'

const LATER = '2026-11-26T20:00:00.000Z'
const key = { investigation: 'inv-1', action: 'snapshot-1' }
const secret = randomBytes(32)

let open: OpenStore
beforeAll(async () => {
  open = await aStore()
  await open.store.append('inv-1', 0, [anOpening()])
}, 60_000)
afterAll(async () => {
  await open[Symbol.asyncDispose]()
})

function archive(now = AT, secretKey: Uint8Array = secret): SnapshotArchive {
  return createSnapshotArchive({ store: open.store, clock: { now: () => now }, key: secretKey })
}

async function* chunks(...all: readonly Uint8Array[]) {
  yield* all
}

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of source) all.push(Uint8Array.from(chunk))
  return Buffer.concat(all)
}

/** Does not compress, so that it fills several pieces. */
const large = randomBytes(STORE_LIMITS.pieceBytes * 2 + 12_345)

async function pieces(): Promise<Uint8Array[]> {
  const found: Uint8Array[] = []
  for (let seq = 0; ; seq += 1) {
    const body = await open.store.piece(
      { investigation: 'inv-1', name: 'snapshot:snapshot-1', seq },
      AT,
    )
    if (body === null) return found
    found.push(body)
  }
}

describe('a whole snapshot', () => {
  test('is handed on as it comes, and comes out again as it was', async () => {
    const passed = await bytesOf(
      archive().keep(key, chunks(large.subarray(0, 700_000), large.subarray(700_000)), LATER),
    )

    expect(passed.equals(large)).toBe(true)
    expect((await pieces()).length).toBe(3)
    expect((await bytesOf(archive().read(key))).equals(large)).toBe(true)
  })

  test('of many pieces comes out without a warning', async () => {
    const warnings: string[] = []
    const hear = ({ message }: Error) => warnings.push(message)
    process.on('warning', hear)
    const many = randomBytes(STORE_LIMITS.pieceBytes * 14)
    const other = { investigation: 'inv-1', action: 'snapshot-9' }
    await bytesOf(archive().keep(other, chunks(many), LATER))

    const out = await bytesOf(archive().read(other))

    expect(out.equals(many)).toBe(true)
    // Warnings are told on the next tick.
    await new Promise(setImmediate)
    process.off('warning', hear)
    expect(warnings).toEqual([])
  })

  test('is not readable in the store', async () => {
    const text = Buffer.from('password=hunter2'.repeat(1000))
    await bytesOf(archive().keep(key, chunks(text), LATER))

    const [stored] = await pieces()

    expect(Buffer.from(stored ?? []).includes('hunter2')).toBe(false)
    // Nor compressed only: gzip begins with these two bytes.
    expect(stored?.subarray(12, 14)).not.toEqual(Uint8Array.from([0x1f, 0x8b]))
  })

  test('is refused with another key, without its end, and with pieces exchanged', async () => {
    await bytesOf(archive().keep(key, chunks(large), LATER))
    await expect(bytesOf(archive(AT, randomBytes(32)).read(key))).rejects.toMatchObject({
      code: 'snapshot-not-kept',
    })
    const [first, second] = await pieces()
    const put = (seq: number, body: Uint8Array | undefined) =>
      open.store.putPiece(
        { investigation: 'inv-1', name: 'snapshot:snapshot-1', seq },
        { body: body ?? new Uint8Array(0), expiresAt: LATER },
      )
    await put(0, second)
    await put(1, first)
    await expect(bytesOf(archive().read(key))).rejects.toThrow('it was changed')
    await put(0, first)
    await put(1, second)
    await open.store.putPiece(
      { investigation: 'inv-1', name: 'snapshot:snapshot-1', seq: 2 },
      { body: new Uint8Array(0), expiresAt: AT },
    )
    await expect(bytesOf(archive().read(key))).rejects.toThrow('its end is missing')
    const error = await bytesOf(archive().read(key)).catch((thrown: unknown) => thrown)
    expect(inLanguage('zh', wordsOf(error))).toContain('snapshot-1：缺少结尾。')
  })

  test('that broke off is not kept', async () => {
    async function* broken() {
      yield large
      throw new Error('connection lost')
    }
    await expect(bytesOf(archive().keep(key, broken(), LATER))).rejects.toThrow('connection lost')

    expect(await pieces()).toEqual([])
    await expect(bytesOf(archive().read(key))).rejects.toMatchObject({ code: 'snapshot-not-kept' })
  })

  test('is gone when its time is over, and removed by tidying', async () => {
    await bytesOf(archive().keep(key, chunks(large), LATER))

    await expect(bytesOf(archive(LATER).read(key))).rejects.toMatchObject({
      code: 'snapshot-not-kept',
    })
    await archive().tidy(AT)
    expect(await pieces()).toHaveLength(3)
    await archive().tidy(LATER)
    expect(await pieces()).toEqual([])
  })

  test('is not kept without a key', () => {
    expect(archive().keepsWhole).toBe(true)
    expect(createSnapshotArchive({ store: open.store, clock: { now: () => AT } }).keepsWhole).toBe(
      false,
    )
  })
})

test('a digest comes back as it was, needs no key, and is gone with its time', async () => {
  const none = createSnapshotArchive({ store: open.store, clock: { now: () => AT } })
  await none.putDigest(key, large, LATER)

  const found = await none.digest(key)

  expect(found !== null && Buffer.from(found).equals(large)).toBe(true)
  expect(await none.digest({ ...key, action: 'snapshot-2' })).toBeNull()
  expect(await archive(LATER).digest(key)).toBeNull()
})
