import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { never } from './by-file.ts'
import { FAST, heapHere } from './heap-here.ts'
import { isOpen } from '../../support/sshd.ts'
import { IDLE, refOf, startTarget, until } from './targets.ts'

const heap = heapHere()

test('opens nothing without leave to do so', async () => {
  await using target = await startTarget(IDLE)

  const opening = heap().openInspector({ process: target.ref, ...FAST, bySignal: false }, never)

  await expect(opening).rejects.toMatchObject({
    code: 'refused',
    message: `Did not open the inspector of process ${target.ref.pid} on here: none is open, and opening one by SIGUSR1 was not allowed.`,
  })
  expect(await isOpen(target.port)).toBe(false)
})

test('takes no process for another that had its number before', async () => {
  await using target = await startTarget(IDLE)
  const earlier = { ...target.ref, startTicks: target.ref.startTicks - 1 }

  await expect(heap().openInspector({ process: earlier, ...FAST }, never)).rejects.toMatchObject({
    code: 'not-there',
  })
  expect(await heap().closeInspector({ process: earlier, wasClosed: true }, never)).toMatchObject({
    state: 'gone',
  })
  expect(await isOpen(target.port)).toBe(false)
})

test('signals nothing that is not Node.js', async () => {
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  const ref = refOf(child.pid ?? 0)

  await expect(heap().openInspector({ process: ref, ...FAST }, never)).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('its program is not Node.js'),
  })
  expect(child.exitCode).toBe(null)
  child.kill('SIGKILL')
  await once(child, 'exit')
})

test('signals nothing that does not catch SIGUSR1', async () => {
  await using target = await startTarget(IDLE, { flags: ['--disable-sigusr1'] })

  await expect(heap().openInspector({ process: target.ref, ...FAST }, never)).rejects.toMatchObject(
    {
      message: expect.stringContaining('it does not catch SIGUSR1'),
    },
  )
  expect(target.isAlive()).toBe(true)
})

test('tells that a handler of the application took the signal, and leaves it as it was', async () => {
  await using target = await startTarget(
    `process.on('SIGUSR1', () => console.log('own handler')); ${IDLE}`,
  )

  const opening = heap().openInspector({ process: target.ref, ...FAST, deadlineMs: 1_000 }, never)

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

  await expect(heap().openInspector({ process: target.ref, ...FAST }, never)).rejects.toMatchObject(
    {
      message: expect.stringContaining('something else listens'),
      hint: expect.stringContaining('cluster'),
    },
  )
  await new Promise((resolve) => other.close(resolve))
})
