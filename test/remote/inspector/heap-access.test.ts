import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { HeapAccess, InspectorSession } from '../../../src/core/heap-port.ts'
import type { Remote } from '../../../src/core/remote-port.ts'
import { aRemote } from '../a-remote.ts'
import { agentsOf, IDLE, isOpen, LEAKY, refOf, startTarget, until } from './targets.ts'

const never = new AbortController().signal
const FAST = { bySignal: true, closeAfterMs: 60_000, deadlineMs: 5_000 }

let remote: Remote
let heap: HeapAccess

beforeEach(async () => {
  remote = aRemote()
  heap = (await remote.connect({ kind: 'local', name: 'here' }, never)).heap
})
afterEach(() => remote.close())

async function figuresOf(session: InspectorSession) {
  return (await session.figures({ forceGc: false, deadlineMs: 5_000 }, never)).reading
}

test('leaves an inspector open that was open before', async () => {
  await using target = await startTarget(IDLE, { flags: ['--inspect=127.0.0.1:0'] })
  const [port] = (await heap.look({ pid: target.ref.pid, deadlineMs: 5_000 }, never)).inspectorPorts

  const session = await heap.openInspector({ process: target.ref, ...FAST, bySignal: false }, never)
  const { rssBytes } = await figuresOf(session)
  const end = await session.close()

  expect(session).toMatchObject({ opened: false, port })
  expect(rssBytes).toBeGreaterThan(1024 ** 2)
  expect(end).toEqual({ state: 'left-open', text: 'It was open before memdiag came.' })
  expect(await isOpen(session.port)).toBe(true)
  expect(await heap.closeInspector({ process: target.ref, wasClosed: false }, never)).toMatchObject(
    { state: 'left-open' },
  )
})

test('opens nothing without leave to do so', async () => {
  await using target = await startTarget(IDLE)

  const opening = heap.openInspector({ process: target.ref, ...FAST, bySignal: false }, never)

  await expect(opening).rejects.toMatchObject({
    code: 'refused',
    message: `Did not open the inspector of process ${target.ref.pid} on here: none is open, and opening one by SIGUSR1 was not allowed.`,
  })
  expect(await isOpen(target.port)).toBe(false)
})

test('takes no process for another that had its number before', async () => {
  await using target = await startTarget(IDLE)
  const earlier = { ...target.ref, startTicks: target.ref.startTicks - 1 }

  await expect(heap.openInspector({ process: earlier, ...FAST }, never)).rejects.toMatchObject({
    code: 'not-there',
  })
  expect(await heap.closeInspector({ process: earlier, wasClosed: true }, never)).toMatchObject({
    state: 'gone',
  })
  expect(await isOpen(target.port)).toBe(false)
})

test('signals nothing that is not Node.js', async () => {
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  const ref = refOf(child.pid ?? 0)

  await expect(heap.openInspector({ process: ref, ...FAST }, never)).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('its program is not Node.js'),
  })
  expect(child.exitCode).toBe(null)
  child.kill('SIGKILL')
  await once(child, 'exit')
})

test('signals nothing that does not catch SIGUSR1', async () => {
  await using target = await startTarget(IDLE, { flags: ['--disable-sigusr1'] })

  await expect(heap.openInspector({ process: target.ref, ...FAST }, never)).rejects.toMatchObject({
    message: expect.stringContaining('it does not catch SIGUSR1'),
  })
  expect(target.isAlive()).toBe(true)
})

test('tells that a handler of the application took the signal, and leaves it as it was', async () => {
  await using target = await startTarget(
    `process.on('SIGUSR1', () => console.log('own handler')); ${IDLE}`,
  )

  const opening = heap.openInspector({ process: target.ref, ...FAST, deadlineMs: 1_000 }, never)

  await expect(opening).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('a handler of the application itself ran instead'),
    hint: expect.stringContaining('--inspect=127.0.0.1:9229'),
  })
  await until(() => target.lines.includes('own handler'), 'the handler')
  expect(target.lines.filter((line) => line === 'own handler')).toHaveLength(1)
  expect(target.isAlive()).toBe(true)
  expect(await isOpen(target.port)).toBe(false)
})

test('signals nothing while something else has the port', async () => {
  await using target = await startTarget(IDLE)
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(target.port, '127.0.0.1', resolve))

  await expect(heap.openInspector({ process: target.ref, ...FAST }, never)).rejects.toMatchObject({
    message: expect.stringContaining('something else listens'),
    hint: expect.stringContaining('cluster'),
  })
  await new Promise((resolve) => other.close(resolve))
})

test('reads a process whose event loop is busy, and says how late its timers are', async () => {
  await using target = await startTarget(
    'setInterval(() => { const end = Date.now() + 150; while (Date.now() < end); }, 1)',
  )

  const session = await heap.openInspector({ process: target.ref, ...FAST }, never)
  const { loopDelayMs } = await figuresOf(session)

  expect(loopDelayMs?.max).toBeGreaterThan(100)
  expect(await session.close()).toEqual({ state: 'closed', text: null })
})

test('counts the output that waits for a reader, and makes no stream to find out', async () => {
  await using quiet = await startTarget(
    `${IDLE}; console.log = (text) => require('node:fs').writeSync(1, text + '\\n')`,
  )
  const flood =
    "setInterval(() => { for (let i = 0; i < 200; i++) console.log('x'.repeat(500)) }, 10)"
  await using flooding = await startTarget(`setTimeout(() => { ${flood} }, 300)`)
  flooding.child.stdout?.pause()

  const silent = await heap.openInspector({ process: quiet.ref, ...FAST }, never)
  const nothing = await figuresOf(silent)
  await silent.close()
  const session = await heap.openInspector({ process: flooding.ref, ...FAST }, never)
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

  const session = await heap.openInspector({ process: target.ref, ...FAST }, never)
  const { loopDelayMs, heapUsedBytes } = await figuresOf(session)

  expect(loopDelayMs).toBe(null)
  expect(heapUsedBytes).toBeGreaterThan(1024 ** 2)
  expect(await session.close()).toEqual({ state: 'closed', text: null })
  expect(await isOpen(target.port)).toBe(false)
})

test('closes what opens only after a process stood still in native code', async () => {
  await using target = await startTarget(
    `setTimeout(() => { console.log('still'); require('node:child_process').execSync('sleep 4'); console.log('on') }, 100); ${IDLE}`,
  )
  await until(() => target.lines.includes('still'), 'the process to stand still')

  const opening = heap.openInspector({ process: target.ref, ...FAST, deadlineMs: 1_000 }, never)

  await expect(opening).rejects.toMatchObject({ code: 'refused' })
  await until(() => target.lines.includes('on'), 'the process to go on')
  await until(() => agentsOf(target.ref.pid).length === 0, 'the agent to be done')
  expect(await isOpen(target.port)).toBe(false)
  expect(target.isAlive()).toBe(true)
})

test('a timer inside the process closes the inspector when everything of memdiag is gone', async () => {
  await using target = await startTarget(IDLE)
  const session = await heap.openInspector(
    { process: target.ref, ...FAST, closeAfterMs: 2_500 },
    never,
  )
  expect(await isOpen(target.port)).toBe(true)

  for (const pid of agentsOf(target.ref.pid)) process.kill(pid, 'SIGKILL')

  await until(async () => !(await isOpen(target.port)), 'the timer')
  expect(await session.close()).toEqual({ state: 'closed', text: null })
  expect(target.isAlive()).toBe(true)
})

test('a later run closes what an earlier one left open', async () => {
  await using target = await startTarget(IDLE)
  const session = await heap.openInspector({ process: target.ref, ...FAST }, never)
  for (const pid of agentsOf(target.ref.pid)) process.kill(pid, 'SIGKILL')

  const later = await aRemote().connect({ kind: 'local', name: 'here' }, never)
  const end = await later.heap.closeInspector({ process: target.ref, wasClosed: false }, never)

  expect(end).toEqual({ state: 'closed', text: null })
  expect(await isOpen(target.port)).toBe(false)
  await session.close()
})

test('puts the timer off as long as it is told to', async () => {
  await using target = await startTarget(IDLE)
  const session = await heap.openInspector(
    { process: target.ref, ...FAST, closeAfterMs: 3_000 },
    never,
  )
  await session.keepOpen(60_000, never)
  const begun = Date.now()

  await until(() => Date.now() > begun + 3_500, 'the first timer to be over')

  expect((await figuresOf(session)).heapUsedBytes).toBeGreaterThan(0)
  expect(await session.close()).toEqual({ state: 'closed', text: null })
})

test.each([
  ['is done', 'setTimeout(() => undefined, 1500)'],
  ['exits', 'setTimeout(() => process.exit(0), 1500)'],
])('does not keep a process from its end that %s', async (_what, program) => {
  await using target = await startTarget(program)
  const session = await heap.openInspector({ process: target.ref, ...FAST }, never)

  await until(() => !target.isAlive(), 'the end of the process')

  expect(target.child.exitCode).toBe(0)
  expect((await session.close()).state).toBe('gone')
})

test('abandons a snapshot when memory runs short, and closes the inspector', async () => {
  await using target = await startTarget(`${LEAKY}
    globalThis.held = []; for (let i = 0; i < 400000; i++) held.push({ i, text: 'n' + i })`)
  const session = await heap.openInspector({ process: target.ref, ...FAST }, never)
  const abandonBelowBytes = 2 ** 50

  const { bytes } = session.snapshot({ abandonBelowBytes, deadlineMs: 60_000 }, never)
  const reading = Array.fromAsync(bytes)

  await expect(reading).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringMatching(
      /^Abandoned the snapshot of process \d+ on here: only .* were left/,
    ),
  })
  await session.close()
  await until(async () => !(await isOpen(target.port)), 'the inspector to be closed', 30_000)
  expect(target.isAlive()).toBe(true)
}, 60_000)

test('serves one process of a node at a time', async () => {
  await using one = await startTarget(IDLE)
  await using other = await startTarget(IDLE)
  const first = await heap.openInspector({ process: one.ref, ...FAST }, never)
  let second: InspectorSession | undefined
  const opening = heap.openInspector({ process: other.ref, ...FAST }, never).then((session) => {
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
      const session = await heap.openInspector({ process: refOf(pid), ...FAST }, never)
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
