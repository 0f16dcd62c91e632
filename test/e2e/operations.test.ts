import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aCli, type Cli } from '../support/cli.ts'
import type { RunningProcess } from '../support/run-process.ts'
import { startService, type TestService } from '../support/services/start-service.ts'
import {
  environmentOf,
  startSlackWorkspace,
  type SlackWorkspace,
} from '../support/slack-bridge/workspace.ts'
import { startTraceCollector, type TraceCollector } from '../support/trace-collector.ts'

describe('memdiag start, as its operators see it', { timeout: 120_000 }, () => {
  let slack: SlackWorkspace
  let service: TestService
  let collector: TraceCollector
  let cli: Cli
  let app: RunningProcess
  let base: string

  beforeAll(async () => {
    slack = await startSlackWorkspace({ users: { alice: {} }, channels: { incidents: {} } })
    service = await startService('healthy')
    collector = await startTraceCollector()
    cli = await aCli({
      ...environmentOf(slack),
      MEMDIAG_OPS_LISTEN: '127.0.0.1:0',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    })
    cli.writeServices({
      checkout: {
        nodes: [{ name: 'here', local: true }],
        process: service.processText,
        memoryLimit: '1GiB',
      },
    })
    app = cli.start(['start'])
    const listening = await app.waitFor(/"port":(\d+),"msg":"listening for operators"/)
    base = `http://127.0.0.1:${listening[1]}`
    await app.waitFor(/memdiag is ready/)
  })
  afterAll(async () => {
    app.kill('SIGKILL')
    await app.ended
    await service.close()
    await collector.stop()
    await slack.close()
    cli[Symbol.dispose]()
  })

  const messagesOfThread = async () => {
    const [root] = await slack.messages('incidents')
    return slack.thread('incidents', root?.ts ?? '')
  }
  const nameOf = ({ text }: { readonly text: string }) => text.split(':')[0]

  const metrics = async () => (await fetch(`${base}/metrics`)).text()

  test('is ready once Slack and the store answer, and says which does not', async () => {
    await expect
      .poll(async () => (await fetch(`${base}/readyz`)).status, { timeout: 10_000 })
      .toBe(200)

    slack.outage(true)
    slack.cutSockets()

    await expect
      .poll(async () => (await fetch(`${base}/readyz`)).json(), { timeout: 10_000 })
      .toEqual({
        ok: false,
        checks: [
          { name: 'memdiag', ok: true },
          { name: 'store', ok: true },
          { name: 'slack', ok: false, reason: 'Slack is not connected.' },
        ],
      })
    expect((await fetch(`${base}/healthz`)).status).toBe(200)
    slack.outage(false)
    await expect
      .poll(async () => (await fetch(`${base}/readyz`)).status, { timeout: 30_000 })
      .toBe(200)
  })

  test('counts investigations, probes and posts, and names no host or service', async () => {
    await slack.slash({ text: 'checkout', user: 'alice', channel: 'incidents' })

    await expect
      .poll(metrics, { timeout: 60_000, interval: 500 })
      .toMatch(/^memdiag_investigations_ended_total\{state="done"\} 1$/m)
    await expect
      .poll(metrics, { timeout: 30_000 })
      .toMatch(/^memdiag_threads_with_pending_posts 0$/m)
    const text = await metrics()
    expect(text).toMatch(/^memdiag_investigations_opened_total 1$/m)
    expect(text).toMatch(/^memdiag_events_total [1-9]\d+$/m)
    expect(text).toMatch(/^memdiag_verdicts_total\{cause="healthy",confidence="[a-z]+"\} 1$/m)
    expect(text).toMatch(/^memdiag_probe_seconds_count\{step="top"\} 1$/m)
    // How many charts there are to draw depends on what the service shows: each message of the thread was sent once.
    const thread = await messagesOfThread()
    expect(text).toContain(`memdiag_post_seconds_count{outcome="sent"} ${thread.length}\n`)
    expect(thread.filter(({ files }) => files === undefined).map(nameOf)).toEqual([
      'Memory of checkout',
      'load',
      'snapshot',
      'websocket',
      'logs',
      'top',
      'cpuinfo',
      'Verdict',
    ])
    expect(text).toMatch(/^memdiag_connect_seconds_count\{outcome="ok"\} \d+$/m)
    expect(text).toMatch(/^memdiag_investigations_open\{state="running"\} 0$/m)
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m)
    expect(text).not.toMatch(/checkout|here/)
  })

  test('traces an investigation: its scripts and appends are children of the advance', async () => {
    const named = (name: string) => collector.spans().filter((span) => span.name === name)

    await expect
      .poll(() => named('run script').length, { timeout: 30_000 })
      .toBeGreaterThanOrEqual(6)
    await expect.poll(() => named('advance').length, { timeout: 30_000 }).toBeGreaterThanOrEqual(1)
    const traces = new Set(named('advance').map((span) => span.traceId))
    expect(named('run script').every((span) => traces.has(span.traceId))).toBe(true)
    expect(named('run script').every((span) => span.parentSpanId !== undefined)).toBe(true)
    const [advance] = named('advance')
    expect(advance?.attributes.map((each) => each.key)).toContain('memdiag.investigation')
  })

  test('ends in order on SIGTERM though a collector is listened to', async () => {
    app.kill('SIGTERM')

    expect((await app.ended).exitCode).toBe(0)
  })
})
