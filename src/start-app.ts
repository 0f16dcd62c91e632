import path from 'node:path'
import type { Session } from './cli/cli-deps.ts'
import type { Environment } from './config/environment.ts'
import { readServices } from './config/read-services.ts'
import { MemdiagError, messageOf } from './core/errors.ts'
import { say } from './core/say.ts'
import { StepName } from './core/names.ts'
import type { Archive, JobHandlers, Store } from './core/store-port.ts'
import type { Clock, Log } from './core/ports.ts'
import { due } from './core/transition.ts'
import { deliver } from './engine/deliver.ts'
import { keepTidy } from './engine/keep-tidy.ts'
import { secondsToWait } from './engine/next-look.ts'
import { createFileServices } from './services/file-services.ts'
import { createSlackApp, type SlackApp } from './slack/app.ts'
import type { WriteReport } from './slack/on-investigation.ts'
import { createArchive } from './store/archive.ts'
import { type Operations, startOperations } from './telemetry/operations.ts'

/** What the app needs of a session. */
type AppSession = AsyncDisposable & Pick<Session, 'engine' | 'store'>

type Deps = {
  readonly env: Environment
  readonly home: string
  readonly version: string
  readonly clock: Clock
  readonly newId: () => string
  readonly log: Log
  /** Aborts when the app shall stop. */
  readonly signal: AbortSignal
  openSession(log: Log, operations: Operations): Promise<AppSession>
}

/** Runs the Slack app and the engine's queue until the signal, then ends what is under way and closes all. */
export async function startApp(
  deps: Deps,
  options: { readonly servicesFile: string },
): Promise<void> {
  const { env, log, signal } = deps
  const tokens = tokensOf(env)
  const config = readServices(options.servicesFile, deps.home)
  await using operations = await startOperations(operationsOf(deps))
  await using session = await deps.openSession(log, operations)
  const app = createSlackApp({
    // By its name alone: where it lies on this machine is nothing for a channel.
    services: createFileServices(config.services, path.basename(config.file)),
    investigations: session.engine,
    firstSeen: (key) => session.store.firstSeen(key),
    access: config.access,
    ...(env.MEMDIAG_LANGUAGE === undefined ? {} : { language: env.MEMDIAG_LANGUAGE }),
    steps: StepName.options,
    log,
    tokens,
    writeReport: reportsOf(deps, session),
    refOf: (id, key) => session.store.postRef(id, key),
    drawChart: async (chart) => (await import('./charts/chart-png.ts')).chartPng(chart),
    ...(env.SLACK_API_URL === undefined ? {} : { slackApiUrl: env.SLACK_API_URL }),
    ...(env.PORT === undefined ? {} : { port: env.PORT }),
  })
  await app.start()
  operations.readyWhen(readyChecks(deps, session, app))
  log.info({ services: config.services.length, version: deps.version }, 'memdiag is ready')
  // New requests are refused first; then what runs is given up where it stands, and the log keeps it.
  const stopped = session.store.work(handlers(deps, session, { app, operations }), signal)
  const ending = new AbortController()
  const tidied = keepTidy(
    { ...deps, store: session.store, archive: archiveOf(config.retention.archive) },
    config.retention,
    AbortSignal.any([signal, ending.signal]),
  )
  try {
    // Working ends before the signal only where it cannot go on: then memdiag ends with why, and is started anew.
    await Promise.race([untilAborted(signal), stopped])
  } finally {
    // Where it is not the signal that ends it, whoever waits beside the queue would keep the process alive.
    ending.abort()
    log.info({}, 'memdiag is stopping')
    await app.stop()
    await tidied
  }
  await stopped
}

/** Without a folder nothing is deleted, so nothing comes here. */
function archiveOf(folder: string | null): Archive {
  if (folder !== null) return createArchive(folder)
  return {
    async keep() {
      throw new MemdiagError('config-missing', say`services.yml names no retention.archive.`)
    },
  }
}

function operationsOf({ env, log, version }: Deps) {
  const traced = env.OTEL_EXPORTER_OTLP_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
  return {
    log,
    version,
    ...(env.MEMDIAG_OPS_LISTEN === undefined ? {} : { listen: env.MEMDIAG_OPS_LISTEN }),
    ...(traced === undefined ? {} : { traceAs: env.OTEL_SERVICE_NAME ?? 'memdiag' }),
  }
}

function readyChecks({ signal }: Deps, { store }: AppSession, app: SlackApp) {
  return [
    {
      name: 'memdiag',
      async check() {
        if (signal.aborted) throw new MemdiagError('aborted', 'memdiag is stopping.')
      },
    },
    {
      name: 'store',
      async check() {
        await store.list(1)
      },
    },
    {
      name: 'slack',
      async check() {
        if (!app.isListening()) throw new MemdiagError('unreachable', say`Slack is not connected.`)
      },
    },
  ]
}

/** The writers of Markdown and HTML are loaded when the first postmortem is asked for. */
function reportsOf({ env, clock }: Deps, { store }: AppSession): WriteReport {
  async function gathered(id: string) {
    const { gatherLog } = await import('./report/gather-log.ts')
    const log = await gatherLog(store, id)
    const zone = env.MEMDIAG_ZONE ?? 'UTC'
    const language = env.MEMDIAG_LANGUAGE ?? log.language
    return { events: log.events, options: { ...log, zone, language, exportedAt: clock.now() } }
  }
  return {
    async file(id, format) {
      const { exportReport } = await import('./report/export-report.ts')
      const { events, options } = await gathered(id)
      return exportReport(events, format, options)
    },
    async canvas(id) {
      const { canvasReport } = await import('./report/export-report.ts')
      const { events, options } = await gathered(id)
      return canvasReport(events, options)
    },
  }
}

function handlers(
  deps: Deps,
  session: AppSession,
  { app, operations }: { readonly app: SlackApp; readonly operations: Operations },
): JobHandlers {
  const owner = deps.newId()
  const posts = operations.watchPosts(app.posts)
  return {
    async advance(id, signal) {
      const since = deps.clock.now()
      try {
        const state = await operations.span('advance', { 'memdiag.investigation': id }, () =>
          session.engine.advance(id, signal),
        )
        const wait = secondsToWait(state, deps.clock.now(), since)
        if (wait !== null && !signal.aborted) await lookAgainIn(session.store, id, wait)
        // Told to stop before its end: the job goes back, and whoever takes it next goes on.
        else if (state.endedAt === null && due(state).length > 0) throw handedBack(id)
      } catch (error) {
        if (!(error instanceof MemdiagError) || error.code !== 'busy') throw error
        // Another process works on it; should that one die, somebody must look again.
        deps.log.info({ investigation: id }, 'investigation is worked on elsewhere')
        await session.store.wake(id, LOOK_AGAIN_SECONDS)
      }
    },
    async deliver(id, signal) {
      try {
        const { store } = session
        await deliver({ store, posts, clock: deps.clock, log: deps.log, owner }, id, signal)
      } catch (error) {
        tellUndelivered(deps.log, id, error)
        throw error
      }
    },
  }
}

/** The operator is told where Slack itself cannot be. A token that is no longer good needs a person. */
function tellUndelivered(log: Log, id: string, error: unknown): void {
  const fields = { investigation: id, error: messageOf(error) }
  if (error instanceof MemdiagError && error.code === 'slack-locked-out') {
    log.error({ ...fields, hint: error.hint }, 'Slack does not let memdiag in: posts wait')
  } else log.warn(fields, 'posts not delivered: tried again')
}

/** One look to come and no more: each look that is made sets the next. */
async function lookAgainIn(store: Store, id: string, seconds: number): Promise<void> {
  await store.forgetAdvance(id)
  await store.wake(id, Math.max(1, Math.ceil(seconds)))
}

/** Somebody waits for the place or the lease: short, and cheap to find out. */
const LOOK_AGAIN_SECONDS = 5

function handedBack(id: string): MemdiagError {
  return new MemdiagError('aborted', `Investigation ${id} was handed back before its end.`)
}

function tokensOf(env: Environment) {
  if (env.SLACK_BOT_TOKEN === undefined) {
    throw new MemdiagError(
      'config-invalid',
      say`SLACK_BOT_TOKEN is not set, so there is no Slack to talk to.`,
      {
        hint: say`Create the app from manifest.yml, install it, and set SLACK_BOT_TOKEN and SLACK_APP_TOKEN.`,
      },
    )
  }
  if (env.SLACK_APP_TOKEN === undefined && env.SLACK_SIGNING_SECRET === undefined) {
    throw new MemdiagError(
      'config-invalid',
      say`Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set.`,
      {
        hint: say`SLACK_APP_TOKEN (xapp-..., scope connections:write) for Socket Mode; SLACK_SIGNING_SECRET for HTTP.`,
      },
    )
  }
  return {
    botToken: env.SLACK_BOT_TOKEN,
    ...(env.SLACK_APP_TOKEN === undefined ? {} : { appToken: env.SLACK_APP_TOKEN }),
    ...(env.SLACK_SIGNING_SECRET === undefined ? {} : { signingSecret: env.SLACK_SIGNING_SECRET }),
  }
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
