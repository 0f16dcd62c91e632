// node bench/engine/run.ts [--open 1000] [--active 100] [--steps 200] [--stored 10,100,1000,10000] [--only steps,app,growth]
// Measures memdiag's engine on PGlite and Postgres, beside DBOS Transact on the same Postgres, and prints tables for
// docs/benchmarks.md.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { openPostgresStore } from '../../src/store/open-postgres-store.ts'
import { STORE_LIMITS } from '../../src/store/limits.ts'
import { aPostgresServer, postgresPrograms } from '../../test/support/postgres.ts'
import { measureApp } from './app.ts'
import { type CannedHost, startCannedHost } from './canned-host.ts'
import { quantile } from './figures.ts'
import { measureGrowth } from './growth.ts'
import { clock, type Done, type Job, silent } from './job.ts'

const { values: options } = parseArgs({
  options: {
    open: { type: 'string', default: '1000' },
    active: { type: 'string', default: '100' },
    steps: { type: 'string', default: '200' },
    stored: { type: 'string', default: '10,100,1000,10000' },
    only: { type: 'string', default: 'steps,app,growth' },
  },
})
const only = new Set(options.only.split(','))

const programs = postgresPrograms()
if (programs === null) throw new Error('Install postgresql first: the bench compares on it.')
await using postgres = await aPostgresServer(programs)
const host = await startCannedHost()
try {
  if (only.has('steps')) await steps(host, Number(options.steps))
  if (only.has('app')) await app(host, Number(options.open))
  if (only.has('growth')) await growth(host, options.stored.split(',').map(Number))
} finally {
  await host.stop()
}

async function steps(on: CannedHost, investigations: number): Promise<void> {
  print(`\n### ${investigations} investigations of six steps, without Slack\n`)
  print('| engine | steps/s | CPU ms a step | step p50 ms | step p99 ms | peak MB |')
  print('|---|---|---|---|---|---|')
  const results: [string, Done][] = []
  for (const [name, script, database] of [
    ['memdiag, PGlite', 'steps-memdiag.ts', { folder: temporaryFolder() }],
    ['memdiag, Postgres', 'steps-memdiag.ts', { url: await postgres.createDatabase() }],
    ['DBOS Transact 5.3, Postgres', 'steps-dbos.ts', { url: await postgres.createDatabase() }],
  ] as const) {
    const done = await runJob(script, jobOf(on, database, investigations))
    results.push([name, done])
    const cpu = (done.cpuSeconds * 1000) / done.steps
    print(
      `| ${name} | ${(done.steps / done.seconds).toFixed(0)} | ${cpu.toFixed(1)} | ` +
        `${quantile(done.stepMs, 0.5).toFixed(0)} | ${quantile(done.stepMs, 0.99).toFixed(0)} | ${done.peakMb.toFixed(0)} |`,
    )
  }
  const [, ours, peer] = results.map(([, done]) => done)
  if (ours === undefined || peer === undefined) return
  const ratio = ours.steps / ours.seconds / (peer.steps / peer.seconds)
  print(`\nOn Postgres memdiag carries out ${ratio.toFixed(2)} times the steps a second of DBOS.`)
}

async function app(on: CannedHost, investigations: number): Promise<void> {
  print(
    `\n### \`memdiag start\`, ${investigations} investigations asked for in Slack, ${options.active} at work at once\n`,
  )
  print(
    '| store | events/s | ack p50 ms | ack p99 ms | CPU s | idle MB | peak MB | KB an investigation |',
  )
  print('|---|---|---|---|---|---|---|---|')
  for (const [name, databaseUrl] of [
    ['PGlite', undefined],
    ['Postgres', await postgres.createDatabase()],
  ] as const) {
    const done = await measureApp(on, {
      investigations,
      active: Number(options.active),
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    })
    const each = ((done.peakMb - done.idleMb) * 1000) / investigations
    print(
      `| ${name} | ${(done.events / done.seconds).toFixed(0)} | ${quantile(done.ackMs, 0.5).toFixed(0)} | ` +
        `${quantile(done.ackMs, 0.99).toFixed(0)} | ${done.cpuSeconds.toFixed(0)} | ${done.idleMb.toFixed(0)} | ` +
        `${done.peakMb.toFixed(0)} | ${each.toFixed(0)} |`,
    )
  }
}

async function growth(on: CannedHost, sizes: readonly number[]): Promise<void> {
  const source = await postgres.createDatabase()
  await runJob('steps-memdiag.ts', jobOf(on, { url: source }, 1))
  const store = await openPostgresStore({ url: source, clock, log: silent })
  const log = await store.load(await store.resolveId())
  await store.close()
  print(
    '\n### Stored investigations\n\n| store | stored | list ms | show or resume ms |\n|---|---|---|---|',
  )
  const folder = temporaryFolder()
  for (const [name, database] of [
    ['PGlite', { folder }],
    ['Postgres', { url: await postgres.createDatabase() }],
  ] as const) {
    for await (const { stored, listMs, resumeMs } of measureGrowth(database, log, sizes)) {
      print(`| ${name} | ${stored} | ${listMs.toFixed(1)} | ${resumeMs.toFixed(1)} |`)
    }
  }
  rmSync(folder, { recursive: true, force: true })
}

function jobOf(on: CannedHost, database: Job['database'], investigations: number): Job {
  const { port, user, identity, knownHosts } = on
  return {
    database,
    host: { port, user, identity, knownHosts },
    investigations,
    concurrency: STORE_LIMITS.advanceConcurrency,
  }
}

/** In a process of its own: nothing of the other engines, of the host or of Slack counts. */
async function runJob(script: string, job: Job): Promise<Done> {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [file, JSON.stringify(job)], {
    maxBuffer: 1 << 28,
  })
  return JSON.parse(stdout.slice(stdout.indexOf('{')))
}

function temporaryFolder(): string {
  return join(mkdtempSync(join(tmpdir(), 'memdiag-bench-store-')), 'data')
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
