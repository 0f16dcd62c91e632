import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSnapshots as createSnapshotsHere } from '../../src/heap/live-snapshots.ts'
import { LIMITS } from '../../src/heap/limits.ts'
import { createSnapshots } from '../../src/heap/thread/snapshots.ts'
import { makeSnapshots, type Snapshots } from './support/make-snapshots.ts'

const BREAKING = new URL('./support/breaking-worker.ts', import.meta.url)
const never = new AbortController().signal

let made: Snapshots
beforeAll(async () => {
  // About 60 MB the first, and more the second.
  made = await makeSnapshots(process.execPath, 2, 1.5)
}, 120_000)
afterAll(() => made[Symbol.asyncDispose]())

const bytesOf = (at: number) => createReadStream(made.files[at] ?? '')

/** Chunks without an end, and how many bytes of them were asked for. */
function endless(size: number) {
  const counted = { bytes: 0 }
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      await turn()
      counted.bytes += size
      yield new Uint8Array(size)
    }
  }
  return { counted, chunks: chunks() }
}

/** How long something took and the longest time meanwhile that a timer came too late, in ms. */
async function watched<Answer>(work: () => Promise<Answer>) {
  const begun = performance.now()
  let last = begun
  let latest = 0
  const tick = () => {
    const now = performance.now()
    latest = Math.max(latest, now - last - EVERY_MS)
    last = now
  }
  const timer = setInterval(tick, EVERY_MS)
  try {
    const answer = await work()
    tick()
    return { answer, tookMs: performance.now() - begun, latestMs: latest }
  } finally {
    clearInterval(timer)
  }
}
const EVERY_MS = 10
/** Slack's time for an acknowledgement. */
const SLACK_WAITS_MS = 3_000

describe('snapshots read on a thread of their own', { timeout: 120_000 }, () => {
  test('leave this one free, and are compared as they would be here', async () => {
    const threaded = createSnapshots()

    const first = await watched(() => threaded.digest(bytesOf(0), never))
    const second = await watched(() => threaded.compare([first.answer], bytesOf(1), never))

    const here = createSnapshotsHere()
    const wanted = await here.compare([await here.digest(bytesOf(0), never)], bytesOf(1), never)
    expect((await stat(made.files[1] ?? '')).size).toBeGreaterThan(50e6)
    expect(second.answer).toEqual(wanted)
    // Done here, the comparison keeps all else waiting for five sixths of its length: seconds.
    expect(second.latestMs).toBeLessThan(second.tookMs / 4)
    expect(first.latestMs).toBeLessThan(SLACK_WAITS_MS / 3)
  })

  test('are taken from their source no faster than they are read', async () => {
    const { counted, chunks } = endless(1 << 16)
    const most = LIMITS.aheadBytes + (1 << 16)

    await expect(createSnapshots(BREAKING).digest(chunks, never)).rejects.toThrow(
      `The thread that reads heap snapshots ended: sent ${most} bytes.`,
    )
    expect(counted.bytes).toBe(most)
  })

  test('end with a clear error where the thread dies', async () => {
    const { chunks } = endless(1 << 16)

    await expect(
      createSnapshots(BREAKING).compare([new Uint8Array(1)], chunks, never),
    ).rejects.toMatchObject({
      code: 'internal',
      message: 'The thread that reads heap snapshots ended: exit code 3, before it had an answer.',
      hint: expect.stringContaining('give memdiag more'),
    })
    expect((await chunks.next()).done).toBe(true)
  })

  test('end with what a user can mend in the words of who found it', async () => {
    async function* half(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"snapshot":{')
    }
    await expect(createSnapshots().digest(half(), never)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('Not a whole heap snapshot'),
      hint: expect.stringContaining('Write the snapshot again'),
    })
  })

  test('stop in the middle of their reading, and of what comes after it', async () => {
    const stopping = new AbortController()
    const { chunks } = endless(1 << 16)
    const reading = createSnapshots(BREAKING).digest(chunks, stopping.signal)
    stopping.abort(new Error('enough'))
    await expect(reading).rejects.toThrow('enough')

    const late = new AbortController()
    async function* whole(): AsyncGenerator<Uint8Array> {
      yield* bytesOf(0)
      setImmediate(() => late.abort(new Error('too late')))
    }
    await expect(createSnapshots().digest(whole(), late.signal)).rejects.toThrow('too late')
  })
})
