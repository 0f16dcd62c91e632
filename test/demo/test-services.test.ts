import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { startProcess } from '../support/run-process.ts'
import {
  type ServiceKind,
  startService,
  type TestService,
} from '../support/services/start-service.ts'

const MemoryUsage = z.object({ heapUsed: z.number(), arrayBuffers: z.number() })

let service: TestService | undefined

afterEach(async () => {
  await service?.close()
})

async function start(kind: ServiceKind, options: { workers?: number } = {}): Promise<TestService> {
  service = await startService(kind, options)
  return service
}

async function usage(from: TestService, urlPath: string) {
  return MemoryUsage.parse(JSON.parse(await from.get(urlPath)))
}

function socketUrl(port: number, protocol: 3 | 4): string {
  return `ws://127.0.0.1:${port}/socket.io/?EIO=${protocol}&transport=websocket`
}

/** The extensions a websocket server agreed on when it was offered permessage-deflate. */
async function extensions(url: string): Promise<string> {
  const socket = new WebSocket(url, { perMessageDeflate: true })
  return await new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('open', () => {
      resolve(socket.extensions)
      socket.terminate()
    })
  })
}

test.each([
  ['overforked', { workers: 5 }, 6],
  ['healthy', {}, 3],
  ['idle', {}, 1],
  ['leaky', {}, 1],
  ['buffers', {}, 1],
  ['websocket-2.3', {}, 1],
] as const)(
  '%s runs, logs, and is gone after close',
  { timeout: 60_000 },
  async (kind, options, count) => {
    const running = await start(kind, options)

    expect(running.pids()).toHaveLength(count)
    expect(running.pids()).toContain(running.pid)
    const listening = (await readFile(running.logFile, 'utf8')).match(
      /\[boot\] server listening on \d+$/gm,
    )
    expect(listening).toHaveLength(Math.max(1, count - 1))

    await running.close()
    service = undefined
    expect(running.pids()).toEqual([])
  },
)

test('leaky grows on the JavaScript heap', { timeout: 60_000 }, async () => {
  const leaky = await start('leaky')
  const before = await usage(leaky, '/')

  const after = await usage(leaky, '/grow?mb=50')

  expect(after.heapUsed - before.heapUsed).toBeGreaterThan(25_000_000)
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(1_000_000)
})

test('buffers grow outside the JavaScript heap', { timeout: 60_000 }, async () => {
  const buffers = await start('buffers')
  const before = await usage(buffers, '/')

  const after = await usage(buffers, '/grow?mb=50')

  expect(after.arrayBuffers - before.arrayBuffers).toBeGreaterThanOrEqual(50_000_000)
  expect(after.heapUsed - before.heapUsed).toBeLessThan(5_000_000)
})

test('socket.io 2.3 agrees to permessage-deflate, the clustered service does not', {
  timeout: 60_000,
}, async () => {
  const old = await start('websocket-2.3')

  expect(await extensions(socketUrl(old.port, 3))).toContain('permessage-deflate')
  await old.close()
  const current = await start('healthy')
  expect(await extensions(socketUrl(current.port, 4))).toBe('')
})

test('two instances of a kind have texts of their own', { timeout: 60_000 }, async () => {
  const first = await start('idle')
  const second = await startService('idle')

  expect(second.processText).not.toBe(first.processText)
  await second.close()
  expect(first.pids()).toEqual([first.pid])
})

test('a program that does not end is killed at its time limit', async () => {
  const running = startProcess('sleep', ['86400'], { timeLimitMs: 100 })

  await expect(running.ended).rejects.toThrow('not ended after 100 ms')
})

test('beside a service lie its own packages and no others', { timeout: 60_000 }, async () => {
  const old = await start('websocket-2.3')
  const version = async (name: string) => {
    const file = path.join(old.dir, 'node_modules', name, 'package.json')
    return z.object({ version: z.string() }).parse(JSON.parse(await readFile(file, 'utf8'))).version
  }

  const names = await readdir(path.join(old.dir, 'node_modules'))

  expect([await version('socket.io'), await version('engine.io')]).toEqual(['2.3.0', '3.4.2'])
  expect(names).toContain('ws')
  expect(names).not.toContain('vitest')
})
