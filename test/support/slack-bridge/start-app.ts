import { afterEach } from 'vitest'
import type { MemdiagError } from '../../../src/core/errors.ts'
import type { Consulted, StartRequest } from '../../../src/core/investigations-port.ts'
import type { State } from '../../../src/core/state.ts'
import type { Access, Service } from '../../../src/core/service.ts'
import type { Canvas } from '../../../src/slack/canvas.ts'
import type { RefOf } from '../../../src/slack/links.ts'
import type { DrawChart } from '../../../src/slack/charts.ts'
import { createFileServices } from '../../../src/services/file-services.ts'
import { createSlackApp, type SlackApp } from '../../../src/slack/app.ts'
import { type Asked, someInvestigations } from './investigations.ts'
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
  readonly decideFails?: MemdiagError
  /** Before the engine's store answers anything. */
  readonly answersAfter?: () => Promise<void>
  readonly consults?: (state: State) => Consulted
  readonly drawChart?: DrawChart
  readonly canvas?: Canvas
  readonly refOf?: RefOf
  /** What the engine knows. */
  readonly states?: readonly State[]
}

type Running = {
  readonly slack: SlackWorkspace
  readonly app: SlackApp
  readonly started: StartRequest[]
  readonly asked: Asked[]
  /** From now on the engine knows this state, and how it stands after all. */
  readonly know: (state: State) => void
  readonly after: () => State
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
  const investigations = someInvestigations(setup)
  const { started, asked } = investigations
  const lines: Line[] = []
  const write = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    lines.push({ ...fields, level, message })
  }
  const app = createSlackApp({
    services: createFileServices([checkout], 'services.yml'),
    investigations,
    access: setup.access,
    steps: ['load', 'snapshot', 'websocket', 'logs', 'top', 'cpuinfo'],
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    tokens:
      setup.http === true
        ? { botToken: slack.botToken, signingSecret: slack.signingSecret }
        : { botToken: slack.botToken, appToken: slack.appToken },
    slackApiUrl: slack.apiUrl,
    writeReport: {
      file: async (id, format) => ({ name: `postmortem-${id}.${format}`, text: `# ${id}` }),
      canvas: async (id) => setup.canvas ?? { title: `Postmortem ${id}`, markdown: `## ${id}\n` },
    },
    ...(setup.refOf === undefined ? {} : { refOf: setup.refOf }),
    ...(setup.drawChart === undefined ? {} : { drawChart: setup.drawChart }),
    port: 0,
  })
  await app.start()
  running.push({ stop: () => app.stop() })
  if (setup.http === true) {
    const listening = lines.find((line) => line.message === 'listening for Slack')
    slack.deliverTo(`http://127.0.0.1:${String(listening?.['port'])}/slack/events`)
  }
  const told = () => slack.ephemerals().map(({ text }) => text)
  const { know, after } = investigations
  return { slack, app, started, asked, lines, told, know, after }
}
