import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import {
  processesLeft,
  processesWithText,
  type RunningProcess,
  startProcess,
} from '../support/run-process.ts'
import { connectClient, openExec } from './ssh-client.ts'

const DRIVER = fileURLToPath(new URL('demo-driver.ts', import.meta.url))
const SshEntry = z.object({ user: z.string(), port: z.int(), identity: z.string() })

let folder: string
let driver: RunningProcess

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'memdiag-test-end-'))
  driver = startProcess(process.execPath, [DRIVER, folder])
})

afterEach(async () => {
  driver.kill('SIGKILL')
  await driver.ended
  await rm(folder, { recursive: true, force: true })
})

/** Pids of the service: the driver has the folder on its command line as well. */
function servicePids(): number[] {
  return processesWithText(path.join(folder, 'checkout'))
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'leaves nothing after %s',
  { timeout: 60_000 },
  async (signal) => {
    await driver.waitFor(/prepared/)
    expect(servicePids()).toHaveLength(5)

    driver.kill(signal)

    const { stdout, exitCode } = await driver.ended
    expect(stdout).toContain(`closed after ${signal}`)
    expect(exitCode).toBe(0)
    expect(servicePids()).toEqual([])
    await expect(readdir(folder)).rejects.toThrow('ENOENT')
  },
)

test('leaves nothing after SIGINT while it is being prepared', { timeout: 60_000 }, async () => {
  await driver.waitFor(/starting a socket.io service/)

  driver.kill('SIGINT')

  const { exitCode, stderr } = await driver.ended
  expect(exitCode).not.toBe(0)
  expect(stderr).toContain('interrupted')
  expect(servicePids()).toEqual([])
})

test('service and workers end by themselves after kill -9 of the demo', {
  timeout: 60_000,
}, async () => {
  await driver.waitFor(/prepared/)
  expect(servicePids()).toHaveLength(5)

  driver.kill('SIGKILL')
  await driver.ended

  expect(await processesLeft(folder)).toEqual([])
})

test('workers that are still starting end after kill -9 of the demo', {
  timeout: 60_000,
}, async () => {
  await expect.poll(servicePids, { timeout: 20_000, interval: 5 }).not.toEqual([])

  driver.kill('SIGKILL')
  await driver.ended

  expect(await processesLeft(folder)).toEqual([])
})

test('commands of an SSH client end after kill -9 of the demo', { timeout: 60_000 }, async () => {
  await driver.waitFor(/prepared/)
  const file = parse(await readFile(path.join(folder, 'services.yml'), 'utf8'))
  const login = SshEntry.parse(file.services.checkout.nodes[0].ssh)
  const seconds = `86400.${driver.pid}${Date.now()}`
  const client = await connectClient({
    port: login.port,
    username: login.user,
    privateKey: await readFile(login.identity, 'utf8'),
  })
  const channel = await openExec(client, `echo up; sleep ${seconds}; echo never`)
  await once(channel, 'data')
  expect(processesWithText(seconds).length).toBeGreaterThan(0)

  driver.kill('SIGKILL')
  await driver.ended

  expect(await processesLeft(seconds)).toEqual([])
  client.destroy()
})

test('the workers end after kill -9 of their master', { timeout: 60_000 }, async () => {
  await driver.waitFor(/prepared/)
  const titles = await Promise.all(
    servicePids().map(async (pid) => ({
      pid,
      text: await readFile(`/proc/${pid}/cmdline`, 'utf8'),
    })),
  )
  const master = titles.find(({ text }) => text.includes(': master process'))

  process.kill(master?.pid ?? 0, 'SIGKILL')

  await expect.poll(servicePids, { timeout: 10_000 }).toEqual([])
})
