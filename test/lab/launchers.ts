import type { ChildProcess } from 'node:child_process'
import { on, once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { ServicePlan } from './lab-case.ts'
import { POLL_MS, READY_MS } from './limits.ts'
import { readSlowly } from './read-slowly.ts'
import type { Join } from './run-service.ts'

type Launched = { readonly port: number; readonly processText: string }

type Launch = (deps: {
  readonly plan: ServicePlan
  readonly home: string
  readonly join: Join
  readonly signal: AbortSignal
}) => Promise<Launched>

/** How each process manager starts a service. */
export const LAUNCHERS = {
  none: launchAlone,
  pm2: launchByPm2,
  'node-agent': launchByNodeAgent,
  egg: launchByEgg,
} as const satisfies Record<string, Launch>

async function launchAlone({ plan, home, join, signal }: Parameters<Launch>[0]): Promise<Launched> {
  const script = path.join(home, plan.script)
  const command = [process.execPath, ...(plan.nodeArgs ?? []), script, ...(plan.args ?? [])]
  const child = await join(command, {
    cwd: home,
    pipe: true,
    ...(plan.env === undefined ? {} : { env: plan.env }),
  })
  readSlowly(child, plan.stdoutBytesPerSecond)
  return { port: await whenReady(child, signal), processText: script }
}

/** The real pm2 forks its daemon, which forks the instances; each writes a file when it listens. */
async function launchByPm2({ plan, home, join, signal }: Parameters<Launch>[0]): Promise<Launched> {
  const script = path.join(home, plan.script)
  const pm2 = fileURLToPath(new URL('peers/node_modules/pm2/bin/pm2', import.meta.url))
  const instances = plan.instances ?? 2
  const child = await join(
    [
      process.execPath,
      pm2,
      'start',
      script,
      '-i',
      String(instances),
      '--',
      ...(plan.args ?? []),
      '--ready-file',
    ],
    {
      cwd: home,
      // pm2 takes a channel for that of a program that manages it, and waits.
      channel: false,
      env: { PM2_HOME: path.join(home, '.pm2'), PM2_DISCRETE_MODE: 'true' },
    },
  )
  await once(child, 'exit', { signal: AbortSignal.any([signal, AbortSignal.timeout(READY_MS)]) })
  const ports = await readyFiles(home, instances, signal)
  return { port: ports[0] ?? 0, processText: script }
}

/** Looks like @tars/node-agent: titles, the two log files, and what they say. The package itself is not to be had. */
async function launchByNodeAgent(deps: Parameters<Launch>[0]): Promise<Launched> {
  const { plan, home, join, signal } = deps
  const script = path.join(home, plan.script)
  const args = [...(plan.args ?? []), `--workers=${plan.instances ?? 2}`, '--titles=1', '--agent=1']
  const child = await join([process.execPath, script, ...args], { cwd: home })
  return { port: await whenReady(child, signal), processText: script }
}

/** Looks like egg: the paths of its master, agent and app workers, which its command lines show. */
async function launchByEgg({ plan, home, join, signal }: Parameters<Launch>[0]): Promise<Launched> {
  const modules = path.join(home, 'node_modules')
  const scripts = [
    ['start-cluster.js', 'egg-scripts/lib', 'start-cluster.js'],
    ['app-worker.js', 'egg-cluster/lib', 'app_worker.js'],
    ['agent-worker.js', 'egg-cluster/lib', 'agent_worker.js'],
  ] as const
  for (const [source, folder, file] of scripts) {
    await mkdir(path.join(modules, folder), { recursive: true })
    await writeFile(path.join(modules, folder, 'package.json'), '{ "type": "module" }\n')
    await cp(path.join(home, 'egg', source), path.join(modules, folder, file))
  }
  const options = JSON.stringify({ baseDir: home, workers: plan.instances ?? 2, title: 'egg-lab' })
  const master = path.join(modules, 'egg-scripts/lib/start-cluster.js')
  const child = await join([process.execPath, master, options, ...(plan.args ?? [])], {
    cwd: home,
  })
  return { port: await whenReady(child, signal), processText: home }
}

const Ready = z.object({ kind: z.literal('ready'), port: z.int() })

async function whenReady(child: ChildProcess, signal: AbortSignal): Promise<number> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(READY_MS)])
  for await (const [message] of on(child, 'message', { signal: limit, close: ['exit'] })) {
    const ready = Ready.safeParse(message)
    if (ready.success) return ready.data.port
  }
  throw new Error(`The service ended while it started: ${child.spawnargs.join(' ')}`)
}

async function readyFiles(home: string, count: number, signal: AbortSignal): Promise<number[]> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(READY_MS)])
  for (;;) {
    const names = existsSync(home)
      ? readdirSync(home).filter((name) => name.startsWith('ready-'))
      : []
    const ports = names.map((name) => Number(readFileSync(path.join(home, name), 'utf8')))
    if (ports.filter((port) => port > 0).length >= count) return ports
    await delay(POLL_MS, undefined, { signal: limit })
  }
}
