import { expect, test } from 'vitest'
import type { InspectorSession } from '../../../src/core/heap-port.ts'
import { never } from './by-file.ts'
import { FAST, figuresOf, heapHere } from './heap-here.ts'
import { isOpen } from '../../support/sshd.ts'
import { IDLE, refOf, startTarget, until } from './targets.ts'

const heap = heapHere()

test('leaves an inspector open that was open before', async () => {
  await using target = await startTarget(IDLE, { flags: ['--inspect=127.0.0.1:0'] })
  const [port] = (await heap().look({ pid: target.ref.pid, deadlineMs: 5_000 }, never))
    .inspectorPorts

  const session = await heap().openInspector(
    { process: target.ref, ...FAST, bySignal: false },
    never,
  )
  const { rssBytes } = await figuresOf(session)
  const end = await session.close()

  expect(session).toMatchObject({ opened: false, port })
  expect(rssBytes).toBeGreaterThan(1024 ** 2)
  expect(end).toEqual({ state: 'left-open', text: 'It was open before memdiag came.' })
  expect(await isOpen(session.port)).toBe(true)
  expect(
    await heap().closeInspector({ process: target.ref, wasClosed: false }, never),
  ).toMatchObject({ state: 'left-open' })
})

test('reads a process whose event loop is busy, and says how late its timers are', async () => {
  await using target = await startTarget(
    'setInterval(() => { const end = Date.now() + 150; while (Date.now() < end); }, 1)',
  )

  const session = await heap().openInspector({ process: target.ref, ...FAST }, never)
  const { loopDelayMs } = await figuresOf(session)

  expect(loopDelayMs?.max).toBeGreaterThan(100)
  expect(await session.close()).toEqual({ state: 'closed', text: null })
})

test('counts memory that threads may share as external', async () => {
  await using target = await startTarget(
    `globalThis.shared = new Uint8Array(new SharedArrayBuffer(8 * 1024 ** 2)); ${IDLE}`,
  )

  const session = await heap().openInspector({ process: target.ref, ...FAST }, never)
  const { externalBytes } = await figuresOf(session)
  await session.close()

  expect(externalBytes).toBeGreaterThan(8 * 1024 ** 2)
})

test('counts the output that waits for a reader, and makes no stream to find out', async () => {
  await using quiet = await startTarget(
    `${IDLE}; console.log = (text) => require('node:fs').writeSync(1, text + '\\n')`,
  )
  const flood =
    "setInterval(() => { for (let i = 0; i < 200; i++) console.log('x'.repeat(500)) }, 10)"
  await using flooding = await startTarget(`setTimeout(() => { ${flood} }, 300)`)
  flooding.child.stdout?.pause()

  const silent = await heap().openInspector({ process: quiet.ref, ...FAST }, never)
  const nothing = await figuresOf(silent)
  await silent.close()
  const session = await heap().openInspector({ process: flooding.ref, ...FAST }, never)
  let waiting = 0
  await until(async () => {
    waiting = (await figuresOf(session)).waitingOutputBytes ?? 0
    return waiting > 1024 ** 2
  }, 'a megabyte to wait')

  expect(nothing.waitingOutputBytes).toBe(0)
  expect(nothing.resources.map(({ type }) => type)).toEqual(['Timeout'])
  expect(waiting).toBeGreaterThan(1024 ** 2)
  expect((await session.close()).state).toBe('closed')
})

test('reads a process in an endless loop without waiting for its timers', async () => {
  await using target = await startTarget('setTimeout(() => { for (;;); }, 100)')

  const session = await heap().openInspector({ process: target.ref, ...FAST }, never)
  const { loopDelayMs, heapUsedBytes } = await figuresOf(session)

  expect(loopDelayMs).toBe(null)
  expect(heapUsedBytes).toBeGreaterThan(1024 ** 2)
  expect(await session.close()).toEqual({ state: 'closed', text: null })
  expect(await isOpen(target.port)).toBe(false)
})

test('serves one process of a node at a time', async () => {
  await using one = await startTarget(IDLE)
  await using other = await startTarget(IDLE)
  const first = await heap().openInspector({ process: one.ref, ...FAST }, never)
  let second: InspectorSession | undefined
  const opening = heap()
    .openInspector({ process: other.ref, ...FAST }, never)
    .then((session) => {
      second = session
      return session
    })

  await figuresOf(first)
  expect(second).toBe(undefined)
  expect(await isOpen(other.port)).toBe(false)
  await first.close()

  expect((await opening).process).toEqual(other.ref)
  await (await opening).close()
})

test('works through the workers of a cluster one by one, though they share a port', async () => {
  await using primary = await startTarget(`
    const cluster = require('node:cluster')
    if (cluster.isPrimary) {
      const port = process.debugPort
      cluster.setupPrimary({ inspectPort: port })
      for (let i = 0; i < 4; i++) cluster.fork().on('online', function () { console.log('worker ' + this.process.pid) })
    }
    ${IDLE}`)
  const workers = (): number[] =>
    primary.lines.flatMap((line) => /^worker (\d+)$/.exec(line)?.[1] ?? []).map(Number)
  await until(() => workers().length === 4, 'four workers')

  const seen = await Promise.all(
    workers().map(async (pid) => {
      const session = await heap().openInspector({ process: refOf(pid), ...FAST }, never)
      const { uptimeSeconds } = await session.figures({ forceGc: true, deadlineMs: 5_000 }, never)
      return { port: session.port, uptimeSeconds, end: (await session.close()).state }
    }),
  )

  expect(seen.map(({ port, end }) => [port, end])).toEqual(
    workers().map(() => [primary.port, 'closed']),
  )
  expect(workers()).toHaveLength(4)
  for (const pid of workers()) expect(() => process.kill(pid, 0)).not.toThrow()
}, 60_000)
