import { afterEach } from 'vitest'
import { MemdiagError } from '../../../src/core/errors.ts'
import type { StartRequest } from '../../../src/core/ports.ts'
import type { Access, Service } from '../../../src/core/service.ts'
import { createSlackApp, type SlackApp } from '../../../src/slack/app.ts'
import {
  type SlackWorkspace,
  type SlackWorkspaceOptions,
  startSlackWorkspace,
} from './workspace.ts'

export const checkout: Service = { name: 'checkout', targets: [{ name: 'web-1', kind: 'local' }] }

type Line = { readonly level: string; readonly message: string; readonly [field: string]: unknown }

type Setup = SlackWorkspaceOptions & {
  readonly access?: Access
  readonly http?: boolean
  readonly startFails?: MemdiagError
  /** The engine takes this long to start an investigation. */
  readonly startWaitsFor?: Promise<void>
}

type Running = {
  readonly slack: SlackWorkspace
  readonly app: SlackApp
  readonly started: StartRequest[]
  readonly lines: Line[]
  /** What alice was told, as it would be read. */
  readonly told: () => string[]
}

/** What is stopped after the test, the latest first. */
const running: { stop(): Promise<void> }[] = []

export function stopLater(each: { stop(): Promise<void> }): void {
  running.push(each)
}

afterEach(async () => {
  for (const each of running.splice(0).toReversed()) await each.stop()
})

/** The app as `memdiag start` makes it, with an engine that only writes down what it was asked for. */
export async function startApp(setup: Setup = {}): Promise<Running> {
  const slack = await startSlackWorkspace(setup)
  running.push({ stop: () => slack.close() })
  const started: StartRequest[] = []
  const lines: Line[] = []
  const write = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    lines.push({ ...fields, level, message })
  }
  const app = createSlackApp({
    services: {
      names: async () => ['checkout'],
      async find(name) {
        if (name === 'checkout') return checkout
        throw new MemdiagError(
          'service-unknown',
          `There is no service \`${name}\` in services.yml.`,
          {
            hint: 'Did you mean checkout?',
          },
        )
      },
    },
    investigations: {
      async start(request) {
        if (setup.startFails !== undefined) throw setup.startFails
        await setup.startWaitsFor
        started.push(request)
        return { id: `id${started.length}`, joined: false }
      },
      async cancel({ id = 'none' }) {
        throw new MemdiagError('already-ended', `Investigation ${id} ended.`)
      },
      async show() {
        throw new MemdiagError('investigation-unknown', 'There is no investigation yet.')
      },
      verify: async () => 'id',
      decide: () => Promise.reject(new Error('nothing to decide')),
      resume: () => Promise.reject(new Error('nothing to resume')),
      list: async () => [
        {
          id: 'k3x9q2',
          service: 'checkout',
          state: 'done',
          startedAt: '2026-11-23T10:00:00.000Z',
          endedAt: '2026-11-23T10:00:12.000Z',
          cause: 'overforked-workers',
          confidence: 'confirmed',
        },
      ],
    },
    access: setup.access,
    steps: ['load', 'snapshot', 'websocket', 'logs', 'top', 'cpuinfo'],
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    tokens:
      setup.http === true
        ? { botToken: slack.botToken, signingSecret: slack.signingSecret }
        : { botToken: slack.botToken, appToken: slack.appToken },
    slackApiUrl: slack.apiUrl,
    port: 0,
  })
  await app.start()
  running.push({ stop: () => app.stop() })
  if (setup.http === true) {
    const listening = lines.find((line) => line.message === 'listening for Slack')
    slack.deliverTo(`http://127.0.0.1:${String(listening?.['port'])}/slack/events`)
  }
  const told = () => slack.ephemerals().map(({ text }) => text)
  return { slack, app, started, lines, told }
}
