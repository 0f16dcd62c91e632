import { setTimeout as wait } from 'node:timers/promises'
import { App } from '@slack/bolt'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { StepName } from '../core/names.ts'
import type { Investigations } from '../core/investigations-port.ts'
import type { Log, Posts, Services } from '../core/ports.ts'
import type { Access } from '../core/service.ts'
import { createBoltLog } from './bolt-log.ts'
import type { DrawChart } from './charts.ts'
import { clientOptions, createClients } from './clients.ts'
import { createIdentity } from './identity.ts'
import { DEFAULT_PORT, SEEN_DELIVERIES, STOP_TIMEOUT_MS } from './limits.ts'
import type { RefOf } from './links.ts'
import { listen } from './listen.ts'
import { listenToClicks } from './listen-to-clicks.ts'
import { createMembers } from './members.ts'
import { listenToNotes } from './notes.ts'
import { createOnce } from './once.ts'
import type { WriteReport } from './on-investigation.ts'
import { createSlackPosts } from './posts.ts'
import { createHttpReceiving, type Receiving } from './receiving.ts'
import { createSocketReceiving } from './socket.ts'
import type { Language } from '../core/narration.ts'

export type SlackAppDeps = {
  readonly services: Services
  readonly investigations: Investigations
  /** Who may use it; undefined: every full member of the workspace. */
  readonly access: Access | undefined
  /** For people in whose language memdiag does not speak; absent: English. */
  readonly language?: Language
  /** The steps of the runbook, in its order. */
  readonly steps: readonly StepName[]
  readonly log: Log
  readonly tokens: {
    readonly botToken: string
    /** Socket Mode, which needs no address that Slack can reach. */
    readonly appToken?: string
    /** HTTP, where there is no app token. */
    readonly signingSecret?: string
  }
  /** True the first time any replica sees a key; absent: there is one process only. */
  readonly firstSeen?: (key: string) => Promise<boolean>
  readonly slackApiUrl?: string
  /** Absent: charts are posted as figures. */
  readonly drawChart?: DrawChart
  readonly writeReport?: WriteReport
  /** Where messages of investigations are; absent: none is linked. */
  readonly refOf?: RefOf
  /** For HTTP. */
  readonly port?: number
}

export type SlackApp = {
  /** Checks the tokens and listens. Throws `slack-refused`, `busy` or `timed-out` when Slack cannot be had. */
  start(): Promise<void>
  /** Stops listening and lets the requests at work end, for a moment. */
  stop(): Promise<void>
  /** Whether requests of Slack can come in just now. */
  isListening(): boolean
  readonly posts: Posts
}

/** The Slack app: `/memdiag`, `@memdiag`, and the messages of investigations. */
export function createSlackApp(deps: SlackAppDeps): SlackApp {
  const { log } = deps
  const logger = createBoltLog(log)
  const url = deps.slackApiUrl === undefined ? {} : { slackApiUrl: deps.slackApiUrl }
  const clients = createClients(deps.tokens.botToken, { logger, ...url })
  const identity = createIdentity(clients.reader)
  const receiving = receivingOf(deps, { logger, log, ...url })
  const stopping = new AbortController()
  const { access, language = 'en' } = deps
  const members = createMembers({ reader: clients.reader, identity, access, language, log })
  const isNew = createOnce(SEEN_DELIVERIES)
  const atWork = new Set<Promise<void>>()

  const { drawChart, refOf } = deps
  const { signal } = stopping
  const posts = createSlackPosts({ clients, identity, log, signal, drawChart, refOf })
  const find: Posts['find'] = (thread, key) => posts.find(thread, key)
  const answering = { ...deps, ...clients, ...members, identity, find }

  /** Slack may deliver a request twice, here or to another replica: the second time it is dropped. */
  async function take(key: string, request: () => Promise<void>): Promise<void> {
    if (stopping.signal.aborted || !isNew(key)) return
    const work = unlessSeen(deps, key, request)
    atWork.add(work)
    await work.finally(() => atWork.delete(work))
  }

  const app = new App({
    receiver: receiving.receiver,
    // Bolt would ask Slack by itself and leave a refusal unhandled.
    authorize: async () => ({ ...(await identity()), botToken: deps.tokens.botToken }),
    logger,
    clientOptions: clientOptions({ logger, ...url }),
    convoStore: false,
  })
  app.error(async (error) => log.error({ reason: messageOf(error) }, 'request not understood'))
  const listening = { writer: clients.writer, identity, take, answering }
  listen(app, listening)
  listenToClicks(app, listening)
  listenToNotes(app, listening)

  return {
    async start() {
      const { teamId, botUserId } = await identity()
      await receiving.start()
      log.info({ teamId, botUserId }, 'Slack app started')
    },
    async stop() {
      stopping.abort()
      await receiving.stop()
      await Promise.race([
        Promise.allSettled(atWork),
        wait(STOP_TIMEOUT_MS, undefined, { ref: false }),
      ])
    },
    isListening: () => !stopping.signal.aborted && receiving.isOpen(),
    posts,
  }
}

async function unlessSeen(
  { firstSeen, log }: Pick<SlackAppDeps, 'firstSeen' | 'log'>,
  key: string,
  request: () => Promise<void>,
): Promise<void> {
  if (firstSeen !== undefined && !(await firstSeen(key).catch(seenByNobody(log)))) return
  await request()
}

/** Without the store the request fails by itself, and says so to the person. */
function seenByNobody(log: Log): (error: unknown) => boolean {
  return (error) => {
    log.warn({ reason: messageOf(error) }, 'could not look whether a request was delivered before')
    return true
  }
}

function receivingOf(
  deps: SlackAppDeps,
  options: Omit<Parameters<typeof createSocketReceiving>[0], 'appToken'>,
): Receiving {
  const { appToken, signingSecret } = deps.tokens
  if (appToken !== undefined) return createSocketReceiving({ ...options, appToken })
  if (signingSecret !== undefined)
    return createHttpReceiving({ ...options, signingSecret, port: deps.port ?? DEFAULT_PORT })
  throw new MemdiagError(
    'config-missing',
    say`Slack needs one more token besides SLACK_BOT_TOKEN.`,
    {
      hint: say`Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.`,
    },
  )
}
