import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { aRemote } from '../a-remote.ts'
import { IDLE, LEAKY, startTarget } from './targets.ts'

const never = new AbortController().signal
const ASK = { abandonBelowBytes: 0, deadlineMs: 20_000 }

async function here() {
  return (await aRemote().connect({ kind: 'local', name: 'here' }, never)).heap
}

test('streams the snapshot that --heapsnapshot-signal writes, and removes the file', async () => {
  await using target = await startTarget(LEAKY, { flags: ['--heapsnapshot-signal=SIGUSR2'] })

  const transfer = await (await here()).snapshotBySignal({ process: target.ref, ...ASK }, never)
  const text = Buffer.concat(await Array.fromAsync(transfer.bytes)).toString('utf8')

  expect(Object.keys(JSON.parse(text))).toContain('strings')
  expect(transfer.seen()).toMatchObject({ transferBytes: Buffer.byteLength(text) })
  expect(transfer.seen().peakRssBytes).toBeGreaterThan(1024 ** 2)
  expect(readdirSync(target.folder)).toEqual(['service.cjs'])
  expect(target.isAlive()).toBe(true)
})

test('removes the file also when nobody reads on', async () => {
  await using target = await startTarget(LEAKY, { flags: ['--heapsnapshot-signal=SIGUSR2'] })
  const heap = await here()

  const transfer = await heap.snapshotBySignal({ process: target.ref, ...ASK }, never)
  for await (const chunk of transfer.bytes) if (chunk.length > 0) break

  expect(readdirSync(target.folder)).toEqual(['service.cjs'])
  // The node is free for the next.
  const next = await heap.snapshotBySignal({ process: target.ref, ...ASK }, never)
  expect((await Array.fromAsync(next.bytes)).length).toBeGreaterThan(0)
})

test.each([
  ['nothing handles it', IDLE],
  [
    'something of the application handles it',
    `process.on('SIGUSR2', () => console.log('own')); ${IDLE}`,
  ],
])('never sends SIGUSR2 where %s', async (_what, program) => {
  await using target = await startTarget(program)

  const asking = (await here()).snapshotBySignal({ process: target.ref, ...ASK }, never)

  await expect(asking).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('Sent no signal'),
  })
  expect(target.isAlive()).toBe(true)
  expect(target.lines).not.toContain('own')
})
