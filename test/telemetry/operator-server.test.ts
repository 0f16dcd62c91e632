import { afterEach, expect, test } from 'vitest'
import { MemdiagError } from '../../src/core/errors.ts'
import type { Log } from '../../src/core/ports.ts'
import {
  type OperatorServer,
  type ReadyCheck,
  startOperatorServer,
} from '../../src/telemetry/operator-server.ts'

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const LOOPBACK = { host: '127.0.0.1', port: 0 }

let server: OperatorServer | undefined
afterEach(async () => {
  await server?.stop()
  server = undefined
})

async function serve(checks: readonly ReadyCheck[] = []): Promise<string> {
  const metrics = { expose: async () => ({ contentType: 'text/plain', text: 'up 1\n' }) }
  server = await startOperatorServer({ metrics, ready: () => checks, log: silent }, LOOPBACK)
  return `http://127.0.0.1:${server.port}`
}

test('tells which part is not ready, and why, while the process itself is healthy', async () => {
  const base = await serve([
    { name: 'store', check: async () => undefined },
    {
      name: 'slack',
      check: async () => {
        throw new MemdiagError('unreachable', 'Slack is not connected.')
      },
    },
  ])

  const ready = await fetch(`${base}/readyz`)
  const alive = await fetch(`${base}/healthz`)

  expect(ready.status).toBe(503)
  expect(await ready.json()).toEqual({
    ok: false,
    checks: [
      { name: 'store', ok: true },
      { name: 'slack', ok: false, reason: 'Slack is not connected.' },
    ],
  })
  expect(alive.status).toBe(200)
})

test('a part that does not answer in time is not ready', async () => {
  const base = await serve([{ name: 'store', check: () => new Promise(() => undefined) }])

  const ready = await fetch(`${base}/readyz`)

  expect(ready.status).toBe(503)
  expect(await ready.json()).toMatchObject({
    checks: [{ name: 'store', ok: false, reason: 'No answer within 2000 ms.' }],
  })
})

test('answers only what it is there for', async () => {
  const base = await serve()

  expect((await fetch(`${base}/metrics`)).status).toBe(200)
  expect((await fetch(`${base}/metrics`, { method: 'HEAD' })).status).toBe(200)
  expect((await fetch(`${base}/`)).status).toBe(404)
  expect((await fetch(`${base}/metrics`, { method: 'POST' })).status).toBe(405)
})

test('an address that is taken is a clear error', async () => {
  await serve()
  const taken = { host: '127.0.0.1', port: server?.port ?? 0 }

  const second = startOperatorServer(
    {
      metrics: { expose: async () => ({ contentType: '', text: '' }) },
      ready: () => [],
      log: silent,
    },
    taken,
  )

  await expect(second).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringMatching(
      /^Could not listen on 127\.0\.0\.1:\d+ \(MEMDIAG_OPS_LISTEN\): /,
    ),
  })
})
