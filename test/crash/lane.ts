import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Store } from '../../src/core/store-port.ts'
import { connectStore } from '../../src/store/handed-store.ts'
import { openPostgresStore } from '../../src/store/open-postgres-store.ts'
import { environmentOf, startSlackWorkspace } from '../support/slack-bridge/workspace.ts'
import { realClock, silentLog } from '../support/store-deps.ts'
import { fillDataFolder } from '../support/store.ts'
import type { ToVictim } from './messages.ts'
import { inspectorIsOpen } from './leaking-process.ts'
import type { Outcome } from './outcome.ts'
import { approveNext } from './approve-next.ts'
import { startVictim, type Victim } from './process.ts'
import { SCENES, type SceneName } from './scenes.ts'

/** How a round is disturbed. `afterMs` counts from the moment the command was typed, and again from each restart. */
export type Disturbance =
  | { readonly kind: 'none' }
  | { readonly kind: 'boundary'; readonly where: ToVictim }
  | { readonly kind: 'times'; readonly afterMs: readonly number[] }

export type Round = {
  readonly outcome: Outcome
  readonly kills: number
  /** Boundaries passed, as `label|side`, in order; of the processes that were not killed. */
  readonly passed: readonly string[]
  readonly retyped: number
}

export type Lane = AsyncDisposable & { run(disturbance: Disturbance): Promise<Round> }

/** One investigation after the other in a workspace and a store of its own, by a process that is killed and restarted. */
export async function openLane(databaseUrl: string | null, scene: SceneName): Promise<Lane> {
  const { command: text, approves, services } = SCENES[scene]
  const folder = await mkdtemp(path.join(tmpdir(), 'memdiag-crash-'))
  const data = path.join(folder, 'data')
  if (databaseUrl === null) await fillDataFolder(data)
  const slack = await startSlackWorkspace()
  const runsFile = path.join(folder, 'runs')
  const servicesFile = path.join(folder, 'services.yml')
  writeFileSync(runsFile, '')
  writeFileSync(servicesFile, services(slack.userId('alice')))
  const logFile = path.join(folder, 'log')
  const start = (): Promise<Victim> =>
    startVictim(
      [data, runsFile, servicesFile, scene],
      {
        PATH: process.env['PATH'],
        HOME: folder,
        ...environmentOf(slack),
        ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
      },
      logFile,
    )
  const look = await looker(databaseUrl, data)
  let victim = await start()
  let last = ''

  async function command(): Promise<void> {
    await slack.slash({ text, user: 'alice', channel: 'incidents' })
  }

  async function run(disturbance: Disturbance): Promise<Round> {
    victim.forget()
    if (disturbance.kind === 'boundary') await victim.plan(disturbance.where)
    const times = disturbance.kind === 'times' ? [...disturbance.afterMs] : []
    const runsBefore = lines(runsFile).length
    let kills = 0
    let retyped = 0
    let restarted = false
    const over = new AbortController()
    const began = performance.now()
    let due = killLater(victim, times.shift(), over.signal)
    // The first event may be cut off before it is stored; who typed sees no thread and types again.
    const typed = command()
    typed.catch(() => undefined)
    for (;;) {
      if (performance.now() - began > RUN_LIMIT_MS) throw new Error(await stuck(disturbance))
      if (victim.isDead()) {
        kills += 1
        await due
        victim = await start()
        due = killLater(victim, times.shift(), over.signal)
        restarted = true
      }
      // Null: it was killed again while it was asked.
      const latest = restarted ? await newest(look).catch(() => null) : null
      if (latest !== null) restarted = false
      if (latest === last) {
        retyped += 1
        await command()
      }
      const id = await finished(look, last).catch(() => null)
      if (id !== null && !victim.isDead()) {
        await typed
        // Null: it was killed after its last word, while it was asked what came of it.
        const outcome = await outcomeOf(id, runsBefore).catch(() => null)
        if (outcome !== null) {
          last = id
          // What is not due yet must not reach into the next round.
          over.abort()
          await due
          return { outcome, kills, passed: victim.passed(), retyped }
        }
      }
      if (approves && !victim.isDead()) await approveNext(slack, last)
      await wait(LOOK_MS)
    }
  }

  async function stuck(disturbance: Disturbance): Promise<string> {
    const id = await newest(look).catch(() => '')
    const log = await look((store) => store.load(id)).catch(() => [])
    const kinds = log.map((event) => event.kind).join(' ')
    return `Not over after ${RUN_LIMIT_MS / 1000} s, ${JSON.stringify(disturbance)}: ${id} ${kinds}`
  }

  async function outcomeOf(id: string, runsBefore: number): Promise<Outcome> {
    const events = await look((store) => store.load(id))
    const roots = (await slack.messages('incidents')).filter(
      (each) => each.metadata?.event_payload['investigation'] === id,
    )
    const [root] = roots
    const thread = root === undefined ? [] : await slack.thread('incidents', root.ts)
    const runs = lines(runsFile).slice(runsBefore)
    return { id, events, roots, thread, runs, leftOpen: inspectorIsOpen(runsFile) }
  }

  return {
    run,
    async [Symbol.asyncDispose]() {
      victim.kill()
      await victim.ended
      await look.close()
      await slack.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const LOOK_MS = 50

/** A run takes 3 to 40 s, on a machine with ten times more work than cores; one that waits for nothing must be told. */
const RUN_LIMIT_MS = 600_000

function lines(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(0, -1)
}

async function killLater(
  victim: Victim,
  afterMs: number | undefined,
  over: AbortSignal,
): Promise<void> {
  if (afterMs === undefined) return
  await wait(afterMs, undefined, { signal: over }).catch(() => undefined)
  if (over.aborted) return
  victim.kill()
  await victim.ended
}

type Look = {
  <Result>(ask: (store: Store) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

/** Looks at the store from outside: by the database, or by the socket of the process that has it open. */
async function looker(databaseUrl: string | null, folder: string): Promise<Look> {
  if (databaseUrl !== null) {
    const store = await openPostgresStore({ url: databaseUrl, clock: realClock, log: silentLog })
    return Object.assign(<Result>(ask: (store: Store) => Promise<Result>) => ask(store), {
      close: () => store.close(),
    })
  }
  return Object.assign(
    async <Result>(ask: (store: Store) => Promise<Result>) => {
      const store = await connectStore(folder)
      try {
        return await ask(store)
      } finally {
        await store.close()
      }
    },
    { close: async () => undefined },
  )
}

async function newest(look: Look): Promise<string> {
  return (await look((store) => store.list(1)))[0]?.id ?? ''
}

/** The id of the investigation after `last` once it has ended and its thread shows all of it; else null. */
async function finished(look: Look, last: string): Promise<string | null> {
  return look(async (store) => {
    const [first] = await store.list(1)
    if (first === undefined || first.id === last || first.endedAt === null) return null
    return (await store.undelivered(first.id)).pending === 0 ? first.id : null
  })
}
