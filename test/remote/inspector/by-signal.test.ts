import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BY_SIGNAL, never, writing } from './by-file.ts'
import { heapHere } from './heap-here.ts'
import {
  anyAddon,
  buildHeapdump,
  canBuildHeapdump,
  type Heapdump,
  heapdumpNode,
} from './heapdump.ts'
import { IDLE, LEAKY, startTarget, until } from './targets.ts'

const here = heapHere()

const SIGNALLED = { flags: ['--heapsnapshot-signal=SIGUSR2'] }
const OWN = `process.on('SIGUSR2', () => console.log('own'))`

test('streams the snapshot that --heapsnapshot-signal writes, and removes the file', async () => {
  await using target = await startTarget(LEAKY, SIGNALLED)

  const transfer = await writing(here(), target)
  const text = Buffer.concat(await Array.fromAsync(transfer.bytes)).toString('utf8')

  expect(Object.keys(JSON.parse(text))).toContain('strings')
  expect(transfer.seen()).toMatchObject({ transferBytes: Buffer.byteLength(text) })
  expect(transfer.seen().peakRssBytes).toBeGreaterThan(1024 ** 2)
  expect(readdirSync(target.folder)).toEqual(['service.cjs'])
  expect(target.isAlive()).toBe(true)
})

test('removes the file also when nobody reads on, and none that lay there before', async () => {
  await using target = await startTarget(LEAKY, SIGNALLED)
  const heap = here()
  const earlier = `Heap.20260101.000000.${target.ref.pid}.0.001.heapsnapshot`
  writeFileSync(path.join(target.folder, earlier), '{}')

  const transfer = await writing(heap, target)
  for await (const chunk of transfer.bytes) if (chunk.length > 0) break

  expect(readdirSync(target.folder)).toEqual([earlier, 'service.cjs'])
  // The node is free for the next.
  const next = await writing(heap, target)
  expect((await Array.fromAsync(next.bytes)).length).toBeGreaterThan(0)
})

describe('SIGUSR2 is never sent', () => {
  /** Loads an addon that is none of heapdump's from a folder that looks like heapdump's, or nearly. */
  const mapped = (folder: string): string => `
    const { mkdirSync, copyFileSync } = require('node:fs')
    const folder = __dirname + '${folder}'
    mkdirSync(folder, { recursive: true })
    copyFileSync('${anyAddon()}', folder + '/addon.node')
    process.dlopen({ exports: {} }, folder + '/addon.node')
    ${IDLE}`

  test.each([
    ['where nothing handles it', IDLE],
    ['where something of the application handles it', `${OWN}; ${IDLE}`],
    [
      'where heapdump is loaded and does not handle it',
      mapped('/node_modules/heapdump/build/Release'),
    ],
    [
      'where it is handled and another addon is loaded',
      `${OWN}; ${mapped('/node_modules/my-heapdump/build/Release')}`,
    ],
    [
      'where heapdump is installed, not loaded, and something else handles it',
      `${OWN}
       const folder = __dirname + '/node_modules/heapdump/build/Release'
       require('node:fs').mkdirSync(folder, { recursive: true })
       require('node:fs').copyFileSync('${anyAddon()}', folder + '/addon.node')
       ${IDLE}`,
    ],
  ])('%s', async (_what, program) => {
    await using target = await startTarget(program)
    const heap = here()
    const look = await heap.look({ pid: target.ref.pid, deadlineMs: 5_000 }, never)

    const asking = heap.placeFor({ process: target.ref, by: BY_SIGNAL }, never)
    await expect(asking).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('Sent no signal'),
    })
    // Not either where it is asked for outright.
    const to = { path: target.folder, like: 'heapdump-*.heapsnapshot', before: [] }
    const limits = { abandonBelowBytes: 0, deadlineMs: 5_000 }
    const outright = { process: target.ref, by: BY_SIGNAL, to, ...limits }
    await expect(heap.writeSnapshot(outright, never)).rejects.toMatchObject({ code: 'refused' })

    expect(look.snapshotSignal).toBe(null)
    expect(target.isAlive()).toBe(true)
    expect(target.lines).not.toContain('own')
  })
})

describe.skipIf(!canBuildHeapdump)('a process with heapdump', () => {
  let heapdump: Heapdump

  beforeAll(() => {
    heapdump = buildHeapdump()
  }, 120_000)
  afterAll(() => heapdump[Symbol.dispose]())

  test('writes its snapshot on SIGUSR2, which is streamed and removed', async () => {
    const program = `require('${heapdump.module}'); ${LEAKY}`
    await using target = await startTarget(program, { node: heapdumpNode })
    const heap = here()

    const look = await heap.look({ pid: target.ref.pid, deadlineMs: 5_000 }, never)
    const transfer = await writing(heap, target)
    const text = Buffer.concat(await Array.fromAsync(transfer.bytes)).toString('utf8')

    expect(look.snapshotSignal).toEqual({ name: 'SIGUSR2', by: 'heapdump' })
    expect(JSON.parse(text).nodes.length).toBeGreaterThan(10_000)
    expect(readdirSync(target.folder)).toEqual(['service.cjs'])
    expect(target.isAlive()).toBe(true)
  })

  test('gets no signal where it was told to leave SIGUSR2 alone', async () => {
    const program = `process.env.NODE_HEAPDUMP_OPTIONS = 'nosignal'
      require('${heapdump.module}'); ${LEAKY}`
    await using target = await startTarget(program, { node: heapdumpNode })
    const heap = here()

    const asking = heap.placeFor({ process: target.ref, by: BY_SIGNAL }, never)

    await expect(asking).rejects.toMatchObject({ code: 'refused' })
    expect(target.isAlive()).toBe(true)
  })
})

test('removes what a run that died left, where it is certain which file that is', async () => {
  await using target = await startTarget(LEAKY, SIGNALLED)
  const heap = here()
  const asked = { process: target.ref, by: BY_SIGNAL }
  const files = (): string[] => readdirSync(target.folder).filter((name) => name !== 'service.cjs')
  const left = async (count: number) => {
    target.child.kill('SIGUSR2')
    await until(() => files().length === count, `file ${count}`)
  }

  const to = await heap.placeFor(asked, never)
  await left(1)
  const [name] = files()
  const removed = await heap.removeWritten({ process: target.ref, to }, never)
  const none = await heap.removeWritten({ process: target.ref, to }, never)
  await left(1)
  await left(2)
  const several = await heap.removeWritten({ process: target.ref, to }, never)

  expect(removed).toEqual({
    state: 'removed',
    text: `The snapshot's file is removed: ${target.folder}/${name}.`,
  })
  expect(none).toMatchObject({ state: 'none' })
  expect(several.state).toBe('left')
  for (const each of files()) expect(several.text).toContain(each)
  expect(files()).toHaveLength(2)
}, 60_000)
