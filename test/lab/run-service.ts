import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { linkPackages } from '../../src/demo/link-packages.ts'
import type { LabCgroup } from './cgroup.ts'
import type { ServicePlan } from './lab-case.ts'
import { LAUNCHERS } from './launchers.ts'
import { READY_MS } from './limits.ts'
import { FOLDER_PREFIX, killBelow } from './own-processes.ts'

/** A service that runs. */
export type ServiceHandle = {
  readonly folder: string
  readonly port: number
  /** For `process` of services.yml; no other process has it. */
  readonly processText: string
  /** The body of an answer; each request has a connection of its own. */
  get(urlPath: string): Promise<string>
  /** What the service says it holds. */
  truth(): Promise<ServiceTruth>
  /** Kills it and starts it anew in the same folder; the port may change. */
  restart(): Promise<void>
  stop(): Promise<void>
}

const ServiceTruth = z.object({
  pid: z.int(),
  memory: z.record(z.string(), z.number()),
  heldBytes: z.number(),
})
export type ServiceTruth = z.infer<typeof ServiceTruth>

/** Starts a service, and its stranger, in a folder of its own; all their processes join the cgroup. */
export async function runService(
  plan: ServicePlan,
  cgroup: LabCgroup | null,
  signal: AbortSignal,
): Promise<ServiceHandle> {
  const folder = await realpath(
    await mkdtemp(path.join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`)),
  )
  const home = path.join(folder, 'service')
  try {
    await deploy(plan, home)
    if (plan.stranger !== undefined) await startStranger(plan.stranger, folder, { cgroup, signal })
    const launch = LAUNCHERS[plan.by ?? 'none']
    const args = [...(plan.tmpfs === true ? [tmpfsOf(folder)] : []), ...(plan.args ?? [])]
    const start = () => launch({ plan: { ...plan, args }, home, join: join(cgroup), signal })
    let running = await start()
    return {
      folder,
      get port() {
        return running.port
      },
      processText: running.processText,
      get: (urlPath) => get(running.port, urlPath),
      truth: async () => ServiceTruth.parse(JSON.parse(await get(running.port, '/truth'))),
      async restart() {
        await killBelow(home)
        running = await start()
      },
      stop: () => stop(folder),
    }
  } catch (error) {
    await stop(folder)
    throw error
  }
}

async function stop(folder: string): Promise<void> {
  await killBelow(folder)
  await rm(folder, { recursive: true, force: true })
  await rm(tmpfsOf(folder), { recursive: true, force: true })
}

function tmpfsOf(folder: string): string {
  return path.join('/dev/shm', path.basename(folder))
}

async function deploy(plan: ServicePlan, home: string): Promise<void> {
  await mkdir(path.join(home, 'log'), { recursive: true })
  await cp(fileURLToPath(new URL('services/', import.meta.url)), home, { recursive: true })
  for (const [name, megabytes] of Object.entries(plan.files ?? {})) {
    makeColdFile(path.join(home, name), megabytes)
  }
  const dependencies: Record<string, string> = {}
  for (const name of plan.packages ?? []) {
    const installed = await linkPackage(name, path.join(home, 'node_modules'))
    dependencies[installed.name] = installed.version
  }
  const manifest = { name: 'lab-service', private: true, type: 'module', dependencies }
  await writeFile(path.join(home, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** Whoever touches a page of a file first is charged for it: the laboratory must leave none in the page cache. */
function makeColdFile(file: string, megabytes: number): void {
  const dd = (...args: string[]) => execFileSync('dd', [`of=${file}`, ...args], { stdio: 'ignore' })
  dd('if=/dev/urandom', 'bs=1M', `count=${megabytes}`, 'conv=fdatasync')
  // Of a file that is on the disk `nocache` drops all pages: dd(1).
  dd('if=/dev/null', 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0')
}

/** ws 2 is the laboratory's own and has no dependency that Node could not find from where it really lies. */
async function linkPackage(
  name: string,
  nodeModules: string,
): Promise<{ readonly name: string; readonly version: string }> {
  if (name !== 'ws') return await linkPackages(nodeModules, name)
  await mkdir(nodeModules, { recursive: true })
  await symlink(
    fileURLToPath(new URL('peers/node_modules/ws', import.meta.url)),
    path.join(nodeModules, 'ws'),
  )
  return { name: 'ws', version: '2.3.1' }
}

async function startStranger(
  stranger: NonNullable<ServicePlan['stranger']>,
  folder: string,
  deps: { readonly cgroup: LabCgroup | null; readonly signal: AbortSignal },
): Promise<void> {
  const home = path.join(folder, 'stranger')
  await deploy({ script: stranger.script }, home)
  await LAUNCHERS.none({ plan: stranger, home, join: join(deps.cgroup), signal: deps.signal })
}

/** Starts a program inside the cgroup: the shell joins it and becomes the program, so nothing is charged elsewhere. */
export type Join = (command: readonly string[], options: JoinOptions) => Promise<ChildProcess>
type JoinOptions = {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Whether stdout is piped to the laboratory; else it is discarded. */
  readonly pipe?: true
  /** Whether there is a channel by which it reports, and ends when the laboratory does. */
  readonly channel?: false
}

function join(cgroup: LabCgroup | null): Join {
  const files = cgroup?.joinFiles ?? []
  const script = `for f in ${files.join(' ')}; do echo $$ >"$f" || exit 99; done; exec "$@"`
  return async (command, options) => {
    const child = spawn(
      '/bin/sh',
      ['-c', files.length === 0 ? 'exec "$@"' : script, 'sh', ...command],
      {
        cwd: options.cwd,
        env: {
          PATH: process.env['PATH'],
          HOME: options.cwd,
          NODE_ENV: 'production',
          ...options.env,
        },
        // Ctrl-C in a terminal reaches the laboratory only, which then ends its services in order.
        detached: true,
        stdio: [
          'ignore',
          options.pipe ? 'pipe' : 'ignore',
          'ignore',
          options.channel === false ? 'ignore' : 'ipc',
        ],
      },
    )
    await once(child, 'spawn')
    return child
  }
}

/** By node:http and without an agent: each request is a new connection, as from many clients. */
function get(port: number, urlPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      path: urlPath,
      agent: false,
      timeout: READY_MS,
    })
    sent.once('error', reject)
    sent.once('timeout', () => sent.destroy(new Error(`no answer from ${urlPath}`)))
    sent.once('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => resolve(Buffer.concat(chunks).toString()))
    })
    sent.end()
  })
}
