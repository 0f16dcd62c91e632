import { expect, test } from 'vitest'
import { killIfThere } from '../../../src/demo/service-processes.ts'
import { aRemote } from '../a-remote.ts'
import { never } from './by-file.ts'
import { FAST, figuresOf, heapHere } from './heap-here.ts'
import { isOpen } from '../../support/sshd.ts'
import { agentsOf, IDLE, LEAKY, startTarget, until } from './targets.ts'

const heap = heapHere()

test('closes what opens only after a process stood still in native code', async () => {
  await using target = await startTarget(
    `setTimeout(() => { console.log('still'); require('node:child_process').execSync('sleep 4'); console.log('on') }, 100); ${IDLE}`,
  )
  await until(() => target.lines.includes('still'), 'the process to stand still')

  const opening = heap().openInspector({ process: target.ref, ...FAST, deadlineMs: 1_000 }, never)

  await expect(opening).rejects.toMatchObject({ code: 'refused' })
  await until(() => target.lines.includes('on'), 'the process to go on')
  await until(() => agentsOf(target.ref.pid).length === 0, 'the agent to be done')
  expect(await isOpen(target.port)).toBe(false)
  expect(target.isAlive()).toBe(true)
})

test('a timer inside the process closes the inspector when everything of memdiag is gone', async () => {
  await using target = await startTarget(IDLE)
  const session = await heap().openInspector(
    { process: target.ref, ...FAST, closeAfterMs: 2_500 },
    never,
  )
  expect(await isOpen(target.port)).toBe(true)

  for (const pid of agentsOf(target.ref.pid)) killIfThere(pid)

  await until(async () => !(await isOpen(target.port)), 'the timer')
  expect(await session.close()).toEqual({ state: 'closed', text: null })
  expect(target.isAlive()).toBe(true)
})

test('a later run closes what an earlier one left open', async () => {
  await using target = await startTarget(IDLE)
  const session = await heap().openInspector({ process: target.ref, ...FAST }, never)
  for (const pid of agentsOf(target.ref.pid)) killIfThere(pid)

  const later = await aRemote().connect({ kind: 'local', name: 'here' }, never)
  const end = await later.heap.closeInspector({ process: target.ref, wasClosed: false }, never)

  expect(end).toEqual({ state: 'closed', text: null })
  expect(await isOpen(target.port)).toBe(false)
  await session.close()
})

test('puts the timer off as long as it is told to', async () => {
  await using target = await startTarget(IDLE)
  const session = await heap().openInspector(
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
  ['is done', 'const idle = setInterval(() => undefined, 1000)', 'clearInterval(idle)'],
  ['exits', IDLE, 'process.exit(0)'],
])('does not keep a process from its end that %s', async (_what, program, end) => {
  await using target = await startTarget(`${program}; process.once('SIGHUP', () => ${end})`)
  const session = await heap().openInspector({ process: target.ref, ...FAST }, never)

  target.child.kill('SIGHUP')
  await until(() => !target.isAlive(), 'the end of the process')

  expect(target.child.exitCode).toBe(0)
  expect((await session.close()).state).toBe('gone')
})

test('abandons a snapshot when memory runs short, and closes the inspector', async () => {
  await using target = await startTarget(`${LEAKY}
    globalThis.held = []; for (let i = 0; i < 400000; i++) held.push({ i, text: 'n' + i })`)
  const session = await heap().openInspector({ process: target.ref, ...FAST }, never)
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
  await until(async () => !(await isOpen(target.port)), 'the inspector to be closed', 120_000)
  expect(target.isAlive()).toBe(true)
}, 200_000)
