// The whole app: `memdiag start` as a process of its own, before a workspace on loopback, told to investigate so many services.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { environmentOf, startSlackWorkspace } from '../../test/support/slack-bridge/workspace.ts'
import type { CannedHost } from './canned-host.ts'
import { cpuOf, memoryOf } from './figures.ts'

export type AppFigures = {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly events: number
  readonly ackMs: readonly number[]
  readonly idleMb: number
  readonly peakMb: number
}

/** Commands come in at this pace, far above what people type. */
const COMMANDS_PER_SECOND = 25
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** Starts the app, sends a command a service, waits until nothing is open and every post is out. */
export async function measureApp(
  host: CannedHost,
  options: {
    readonly investigations: number
    /** At work at once. */
    readonly active: number
    readonly databaseUrl?: string
  },
): Promise<AppFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'memdiag-bench-app-'))
  const slack = await startSlackWorkspace({ users: { alice: {} }, channels: { incidents: {} } })
  const services = Array.from({ length: options.investigations }, (_, number) => [
    `service-${number}`,
    { nodes: [nodeOf(host, number)] },
  ])
  writeFileSync(join(folder, 'services.yml'), stringify({ services: Object.fromEntries(services) }))
  const child = spawn(process.execPath, [MAIN, 'start'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      MEMDIAG_DATA: join(folder, 'data'),
      MEMDIAG_OPS_LISTEN: '127.0.0.1:0',
      MEMDIAG_MOST_RUNNING: String(options.active),
      ...environmentOf(slack),
      ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  try {
    const base = await ready(child)
    const pid = child.pid ?? 0
    const idleMb = memoryOf(pid).rss
    const cpuBefore = cpuOf(pid)
    const begun = performance.now()
    const ackMs = await sendCommands(slack, options.investigations)
    const events = await untilQuiet(base, options.investigations)
    return {
      seconds: (performance.now() - begun) / 1000,
      cpuSeconds: cpuOf(pid) - cpuBefore,
      events,
      ackMs,
      idleMb,
      peakMb: memoryOf(pid).peak,
    }
  } finally {
    child.kill('SIGKILL')
    if (child.exitCode === null) await once(child, 'close')
    await slack.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function nodeOf(host: CannedHost, number: number) {
  const { port, user, identity, knownHosts } = host
  return { name: `web-${number}`, host: '127.0.0.1', ssh: { port, user, identity, knownHosts } }
}

async function ready(child: ReturnType<typeof spawn>): Promise<string> {
  const { stderr } = child
  if (stderr === null) throw new Error('no stderr')
  let text = ''
  for await (const chunk of stderr) {
    text += String(chunk)
    const port = /"port":(\d+),"msg":"listening for operators"/.exec(text)?.[1]
    if (port === undefined || !text.includes('memdiag is ready')) continue
    stderr.resume()
    return `http://127.0.0.1:${port}`
  }
  throw new Error(`memdiag start ended: ${text}`)
}

async function sendCommands(
  slack: Awaited<ReturnType<typeof startSlackWorkspace>>,
  count: number,
): Promise<number[]> {
  const sent: Promise<number>[] = []
  for (let number = 0; number < count; number += 1) {
    const command = { text: `service-${number}`, user: 'alice', channel: 'incidents' }
    sent.push(slack.slash(command).then(([ack]) => ack?.afterMs ?? Number.POSITIVE_INFINITY))
    await wait(1000 / COMMANDS_PER_SECOND)
  }
  return await Promise.all(sent)
}

/** Returns how many events were stored. */
async function untilQuiet(base: string, count: number): Promise<number> {
  for (;;) {
    await wait(1_000)
    const text = await (await fetch(`${base}/metrics`)).text()
    const of = (name: string) =>
      [...text.matchAll(new RegExp(String.raw`^${name}(?:\{[^}]*\})? (\d+)$`, 'gm'))]
        .map((match) => Number(match[1]))
        .reduce((sum, value) => sum + value, 0)
    const over = of('memdiag_investigations_ended_total') >= count
    if (over && of('memdiag_threads_with_pending_posts') === 0) return of('memdiag_events_total')
  }
}
