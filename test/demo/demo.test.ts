import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { parse } from 'yaml'
import { z } from 'zod'
import { english } from '../../src/core/say.ts'
import { type Demo, prepareDemo } from '../../src/demo/demo.ts'
import { processesLeft, processesWithText } from '../support/run-process.ts'
import { connectClient, exec } from './ssh-client.ts'

const MiB = 1024 ** 2

const ServicesYaml = z.object({
  services: z.object({
    checkout: z.object({
      nodes: z.tuple([
        z.object({
          name: z.string(),
          host: z.string(),
          ssh: z.object({
            user: z.string(),
            port: z.int(),
            identity: z.string(),
            knownHosts: z.string(),
          }),
        }),
      ]),
      process: z.string(),
      dir: z.string(),
      memoryLimit: z.string(),
      websocket: z.object({ port: z.int(), path: z.string() }),
    }),
  }),
})

let folder: string
let demo: Demo | undefined

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'memdiag-test-demo-'))
  demo = undefined
})

afterEach(async () => {
  await demo?.close()
})

async function prepare(workers?: number): Promise<Demo> {
  demo = await prepareDemo({
    folder,
    signal: new AbortController().signal,
    ...(workers === undefined ? {} : { workers }),
    progress: () => undefined,
  })
  return demo
}

async function checkout() {
  const text = await readFile(path.join(folder, 'services.yml'), 'utf8')
  return ServicesYaml.parse(parse(text)).services.checkout
}

async function title(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')[0] ?? ''
}

async function bootLines(): Promise<Map<string, Set<string>>> {
  const log = await readFile(path.join(folder, 'checkout', 'log', 'checkout.log'), 'utf8')
  const line = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\|(\d+)\|DEBUG\|[a-z-]+\.js:\d+\|(\[boot\] .*)$/gm
  const pidsByText = new Map<string, Set<string>>()
  for (const [, pid = '', text = ''] of log.matchAll(line)) {
    pidsByText.set(text, (pidsByText.get(text) ?? new Set()).add(pid))
  }
  return pidsByText
}

/** kB fields of smaps_rollup, summed over processes, in bytes. */
async function memory(pids: readonly number[]) {
  const sum = { rssBytes: 0, pssBytes: 0, privateBytes: 0 }
  for (const pid of pids) {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
    const field = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024
    sum.rssBytes += field('Rss')
    sum.pssBytes += field('Pss')
    sum.privateBytes += field('Private_Clean') + field('Private_Dirty')
  }
  return sum
}

describe('the service of the demo, with 6 workers', () => {
  test('comes up as one master and its workers, titled as node-agent does', {
    timeout: 60_000,
  }, async () => {
    await prepare(6)
    const { process: script } = await checkout()

    const titles = await Promise.all(processesWithText(script).map(title))

    expect(titles.filter((each) => each === `${script}: master process`)).toHaveLength(1)
    expect(titles.filter((each) => each === `${script}: worker process`)).toHaveLength(6)
    expect(titles).toHaveLength(7)
  })

  test('has its count set in a config file and says so once in its log', {
    timeout: 60_000,
  }, async () => {
    await prepare(6)
    const file = path.join(folder, 'checkout', 'config.json')

    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ instances: 6 })
    expect((await bootLines()).get(`[boot] instances: 6 (set in ${file})`)?.size).toBe(1)
  })

  test('answers socket.io over a websocket without permessage-deflate', {
    timeout: 60_000,
  }, async () => {
    await prepare(6)
    const { port, path: socketPath } = (await checkout()).websocket

    const socket = new WebSocket(`ws://127.0.0.1:${port}${socketPath}?EIO=4&transport=websocket`, {
      perMessageDeflate: true,
    })
    const first = await new Promise<string>((resolve, reject) => {
      socket.once('message', (data: Buffer) => resolve(data.toString()))
      socket.once('error', reject)
    })

    expect(first).toMatch(/^0\{"sid":/)
    expect(socket.extensions).toBe('')
    socket.terminate()
  })

  test('runs its timed job in every worker', { timeout: 60_000 }, async () => {
    await prepare(6)
    const log = path.join(folder, 'checkout', 'log', 'checkout.log')
    const jobs = /\|(\d+)\|DEBUG\|worker\.js:\d+\|\[job\] refreshPrices: 400 prices checked$/gm

    await expect
      .poll(
        async () =>
          new Set([...(await readFile(log, 'utf8')).matchAll(jobs)].map(([, pid]) => pid)).size,
        { timeout: 20_000 },
      )
      .toBe(6)
  })

  test('is reached over SSH as services.yml says', { timeout: 60_000 }, async () => {
    await prepare(6)
    const { nodes, process: script, memoryLimit, dir } = await checkout()
    const { ssh, host, name } = nodes[0]
    const knownHosts = await readFile(ssh.knownHosts, 'utf8')
    const client = await connectClient({
      port: ssh.port,
      username: ssh.user,
      privateKey: await readFile(ssh.identity, 'utf8'),
    })

    const { stdout } = await exec(client, 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" "\\n"')

    client.end()
    expect([name, host, memoryLimit, dir]).toEqual([
      'demo-host',
      '127.0.0.1',
      '1GiB',
      path.join(folder, 'checkout'),
    ])
    expect(stdout.split('\n').filter((line) => line === `${script}: worker process`)).toHaveLength(
      6,
    )
    expect(knownHosts).toMatch(
      new RegExp(`^\\[127\\.0\\.0\\.1\\]:${ssh.port} ssh-ed25519 \\S+\\n$`),
    )
    expect((await stat(ssh.identity)).mode & 0o777).toBe(0o600)
  })

  test('leaves no process and no folder after close', { timeout: 60_000 }, async () => {
    const prepared = await prepare(6)
    const { process: script } = await checkout()

    await prepared.close()

    expect(processesWithText(script)).toEqual([])
    await expect(readdir(folder)).rejects.toThrow('ENOENT')
  })

  test.each([
    ['before anything runs', 'starting a socket.io service'],
    ['while workers come up', '12 of 24 workers'],
    ['when the last worker is up', '24 of 24 workers'],
    ['when all is up', 'SSH on 127.0.0.1'],
  ])('leaves nothing when it is interrupted %s', { timeout: 60_000 }, async (_when, progress) => {
    const controller = new AbortController()

    const preparing = prepareDemo({
      folder,
      signal: controller.signal,
      workers: 24,
      progress: (words) => {
        if (english(words).includes(progress)) controller.abort()
      },
    })

    await expect(preparing).rejects.toMatchObject({ code: 'aborted' })
    expect(await processesLeft(folder)).toEqual([])
    await expect(readdir(folder)).rejects.toThrow('ENOENT')
  })

  test('two demos at once do not see each other', { timeout: 60_000 }, async () => {
    await prepare(2)
    const otherFolder = await mkdtemp(path.join(tmpdir(), 'memdiag-test-demo-'))
    const other = await prepareDemo({
      folder: otherFolder,
      signal: new AbortController().signal,
      workers: 2,
      progress: () => undefined,
    })
    const { process: script } = await checkout()

    await other.close()

    expect(processesWithText(script)).toHaveLength(3)
  })
})

test('48 workers use well over 60 % of 1 GiB, and less than the whole', {
  timeout: 120_000,
}, async () => {
  await prepare()
  const { process: script } = await checkout()
  const pids = processesWithText(script)

  const { privateBytes, pssBytes, rssBytes } = await memory(pids)

  expect(pids).toHaveLength(49)
  const lines = await bootLines()
  expect(lines.get('[boot] config loaded env=production')?.size).toBe(48)
  expect(lines.get('[boot] connecting cache: in memory, 200 entries')?.size).toBe(48)
  expect(lines.get('[boot] schedule job registered: refreshPrices */5 * * * * *')?.size).toBe(48)
  const { port } = (await checkout()).websocket
  expect(lines.get(`[boot] server listening on ${port}`)?.size).toBe(48)
  expect(privateBytes).toBeGreaterThan(700 * MiB)
  expect(pssBytes).toBeGreaterThan(privateBytes)
  expect(pssBytes).toBeLessThan(1024 * MiB)
  // Summed RSS counts the shared pages 49 times.
  expect(rssBytes).toBeGreaterThan(2 * pssBytes)
})
