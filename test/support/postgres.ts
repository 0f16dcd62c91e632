import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'

const PASSWORD = 'correct-horse'
const VERSIONS = '/usr/lib/postgresql'

export type PostgresServer = AsyncDisposable & {
  readonly port: number
  /** A connection string to a database that is new and empty. */
  createDatabase(): Promise<string>
  /** Kills every connection to a database, as a restart of the server would. */
  disconnect(url: string): Promise<void>
}

/** Where the newest Postgres of this machine has its programs; null: the tests on it are skipped. */
export function postgresPrograms(): string | null {
  if (!existsSync(VERSIONS) || (process.getuid?.() === 0 && postgresUser() === null)) return null
  const [newest] = readdirSync(VERSIONS)
    .filter((version) => existsSync(join(VERSIONS, version, 'bin', 'initdb')))
    .toSorted((one, other) => Number(other) - Number(one))
  return newest === undefined ? null : join(VERSIONS, newest, 'bin')
}

/** Starts a real server in a temporary folder on a free loopback port; disposing stops it and removes the folder. */
export async function aPostgresServer(programs: string): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'memdiag-postgres-'))
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, PASSWORD)
  const user = postgresUser()
  if (user !== null) {
    await chown(folder, user.uid, user.gid)
    await chown(passwordFile, user.uid, user.gid)
  }
  const data = join(folder, 'data')
  initialise(programs, data, passwordFile)
  const port = await freePort()
  const server = start(programs, data, port)
  const admin = await connectWhenReady(server, urlOf(port, 'postgres'))
  let databases = 0
  return {
    port,
    createDatabase: async () => {
      databases += 1
      const name = `memdiag_${databases}`
      await admin.query(`CREATE DATABASE ${name}`)
      return urlOf(port, name)
    },
    disconnect: async (url) => {
      await admin.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
        [new URL(url).pathname.slice(1)],
      )
    },
    [Symbol.asyncDispose]: async () => {
      await admin.end()
      await stop(server)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function urlOf(port: number, database: string): string {
  return `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${database}`
}

function initialise(programs: string, data: string, passwordFile: string): void {
  const [command, ...args] = asServerUser([
    join(programs, 'initdb'),
    `--pgdata=${data}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--no-sync',
    '--encoding=UTF8',
    '--locale=C',
  ])
  const done = spawnSync(String(command), args, { cwd: '/', encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`initdb failed: ${done.stderr}${done.error ?? ''}`)
}

function start(programs: string, data: string, port: number): ChildProcess {
  const [command, ...args] = asServerUser([
    join(programs, 'postgres'),
    '-D',
    data,
    '-c',
    `port=${port}`,
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
    '-c',
    'fsync=off',
  ])
  return spawn(String(command), args, { cwd: '/', stdio: 'ignore' })
}

/** The server refuses to run as root. It also ends when the test run is killed. */
function asServerUser(command: readonly string[]): string[] {
  const user = postgresUser()
  const identity =
    user === null ? [] : [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups']
  return ['setpriv', ...identity, '--pdeathsig=INT', '--', ...command]
}

/** Whom to become: the user `postgres` when this is root, nobody else otherwise. */
function postgresUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim() || Number.NaN),
  )
  return uid === undefined || gid === undefined || Number.isNaN(uid + gid) ? null : { uid, gid }
}

async function connectWhenReady(server: ChildProcess, url: string): Promise<Client> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}`)
    const client = new Client({
      connectionString: url,
      application_name: randomBytes(4).toString('hex'),
    })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch {
      await client.end().catch(() => undefined)
      await delay(50)
    }
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  // Fast shutdown: connections are closed, postmaster.c.
  server.kill('SIGINT')
  await ended
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
