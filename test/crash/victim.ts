import { randomUUID } from 'node:crypto'
import pino from 'pino'
import { readEnvironment } from '../../src/config/environment.ts'
import { createEngine } from '../../src/engine/engine.ts'
import type { Clock, Log } from '../../src/core/ports.ts'
import type { Store } from '../../src/core/store-port.ts'
import { startApp } from '../../src/start-app.ts'
import { openEmbeddedStore } from '../../src/store/open-embedded-store.ts'
import { openPostgresStore } from '../../src/store/open-postgres-store.ts'
import { createSnapshotArchive } from '../../src/store/snapshot-archive.ts'
import { fetchWithBoundaries, remoteWithBoundaries, storeWithBoundaries } from './boundaries.ts'
import { recordedHosts } from './hosts.ts'
import { leakingProcess, notingAttempts, type UnderWay } from './leaking-process.ts'
import { type FromVictim, ToVictim } from './messages.ts'
import { runbookOf, SceneName, stepsOf } from './scenes.ts'

/**
 * Run as a process: `memdiag start` with its real store, queue, engine and Slack app, before hosts and a process
 * that answer alike each time. It
 * kills itself with SIGKILL at the boundary that it was told, and tells of the boundaries it passes.
 */
const [folder = '', runsFile = '', servicesFile = '', named] = process.argv.slice(2)
const scene = SceneName.parse(named)
const env = readEnvironment(process.env)
const clock: Clock = { now: () => new Date().toISOString() }
const stopping = new AbortController()
process.on('SIGTERM', () => stopping.abort())
// The harness is gone: nobody else would stop this process.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

let plan: ToVictim | null = null
process.on('message', (message) => {
  plan = ToVictim.parse(message)
  tell({ kind: 'planned' })
})

function hit(label: string, side: 'before' | 'after'): void {
  if (plan?.label === label && plan.side === side) process.kill(process.pid, 'SIGKILL')
  tell({ kind: 'passed', label, side })
}

function tell(message: FromVictim): void {
  process.send?.(message)
}

globalThis.fetch = fetchWithBoundaries(globalThis.fetch, hit)

async function openStore(log: Log): Promise<Store> {
  return env.DATABASE_URL === undefined
    ? openEmbeddedStore({ folder, clock, log })
    : openPostgresStore({ url: env.DATABASE_URL, clock, log })
}

const newId = (): string => randomUUID().replaceAll('-', '').slice(0, 12)

await startApp(
  {
    env,
    home: folder,
    version: '0.0.0-crash',
    clock,
    newId,
    log: watched(pino({ level: 'info' }, pino.destination({ dest: 2, sync: true }))),
    signal: stopping.signal,
    async openSession(log) {
      const underWay: UnderWay = { attempt: null }
      const store = storeWithBoundaries(notingAttempts(await openStore(log), underWay), hit)
      const remote = remoteWithBoundaries(recordedHosts(runsFile), hit)
      const archive = createSnapshotArchive({ store, clock })
      const live = leakingProcess({ touchesFile: runsFile, hit, underWay, archive })
      const self = { bootId: null, pids: [] }
      const data = { steps: stepsOf(scene), runbook: runbookOf(scene), self }
      const deps = { store, remote, live, clock, newId, log, ...data }
      const engine = createEngine(deps)
      const keptSnapshots = live.archive
      return { engine, store, remote, keptSnapshots, [Symbol.asyncDispose]: () => store.close() }
    },
  },
  { servicesFile },
)
process.exit(0)

/** The log, which also says when the app is ready. */
function watched(log: Log): Log {
  return {
    info(fields, message) {
      if (message === 'memdiag is ready') tell({ kind: 'ready' })
      log.info(fields, message)
    },
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
  }
}
