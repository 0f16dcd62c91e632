import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { MemdiagError } from '../core/errors.ts'
import { say, type Wording } from '../core/say.ts'
import { deployService } from './deploy-service.ts'
import { MEMORY_LIMIT, PRODUCTS, WORKERS } from './limits.ts'
import { makeCatalogue } from './make-catalogue.ts'
import { makeKeyPair } from './make-key-pair.ts'
import { interrupted, runService } from './run-service.ts'
import { startDemoSshServer } from './ssh-server.ts'

const USER = 'demo'
const SOCKET_IO_PATH = '/socket.io/'

export type DemoDeps = {
  /** An empty temporary folder, mode 0700, which the demo takes over and removes at its end. */
  readonly folder: string
  /** Interrupts the preparation only; afterwards `close` ends the demo. */
  readonly signal: AbortSignal
  readonly workers?: number
  progress(words: Wording): void
}

export type Demo = {
  readonly servicesFile: string
  readonly service: 'checkout'
  /** Ends service and SSH server, waits until no process of theirs is left, and removes the folder. */
  close(): Promise<void>
}

/**
 * Brings up what there is to investigate: a socket.io service with too many workers, an SSH server in
 * front of it, throw-away keys, and a services.yml that names it. Whatever was started ends when it fails.
 */
export async function prepareDemo(deps: DemoDeps): Promise<Demo> {
  if (process.platform !== 'linux') {
    throw new MemdiagError('usage', say`The demo needs Linux, and this is ${process.platform}.`, {
      hint: say`memdiag reads /proc of the node it investigates. Run the demo in a Linux container.`,
    })
  }
  const closers: (() => Promise<void>)[] = [() => rm(deps.folder, { recursive: true, force: true })]
  let closing: Promise<void> | null = null
  const close = () => {
    closing ??= closeInTurn(closers)
    return closing
  }
  try {
    const servicesFile = await bringUp(deps, closers)
    // The interrupt may come with the service's last word, when nothing waits for it any more.
    if (deps.signal.aborted) throw interrupted(deps.signal.reason)
    return { servicesFile, service: 'checkout', close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Adds to `closers` what undoes each thing it started. */
async function bringUp(deps: DemoDeps, closers: (() => Promise<void>)[]): Promise<string> {
  const workers = deps.workers ?? WORKERS
  const dir = path.join(deps.folder, 'checkout')
  deps.progress(say`starting a socket.io service with ${workers} workers`)
  const script = await deployCheckout(dir, workers)
  const service = await runService({
    script,
    args: [path.join(dir, 'config.json')],
    signal: deps.signal,
    onListening: (count) => {
      if (count % 12 === 0) deps.progress(say`${count} of ${workers} workers listen`)
    },
  })
  closers.push(() => service.stop())

  const hostKey = makeKeyPair()
  const client = makeKeyPair()
  const ssh = await startDemoSshServer({
    user: USER,
    hostKey,
    clientKey: client.publicKey,
    folder: deps.folder,
  })
  closers.push(() => ssh.close())
  deps.progress(say`the service listens on 127.0.0.1:${service.port}, SSH on 127.0.0.1:${ssh.port}`)

  const identity = await writePrivate(deps.folder, 'id_ed25519', client.privateKey)
  const knownHosts = await writePrivate(
    deps.folder,
    'known_hosts',
    `[127.0.0.1]:${ssh.port} ${hostKey.publicKey}\n`,
  )
  const login = { user: USER, port: ssh.port, identity, knownHosts }
  return await writePrivate(
    deps.folder,
    'services.yml',
    servicesText({ script, dir, login, port: service.port }),
  )
}

async function deployCheckout(dir: string, workers: number): Promise<string> {
  await mkdir(dir, { mode: 0o700 })
  await deployService({
    sources: fileURLToPath(new URL('service/', import.meta.url)),
    folder: dir,
    dependency: 'socket.io',
    files: {
      'config.json': checkoutConfig(workers),
      'catalogue.json': makeCatalogue(PRODUCTS),
    },
  })
  return path.join(dir, 'checkout-service.js')
}

/** The config file of the service. `instances` is the mistake the demo is about. */
export function checkoutConfig(instances: number): Readonly<Record<string, unknown>> {
  return {
    env: 'production',
    instances,
    workerOptions: ['--max-semi-space-size=1'],
    host: '127.0.0.1',
    port: 0,
    path: SOCKET_IO_PATH,
    catalogue: 'catalogue.json',
    cacheEntries: 200,
    job: { name: 'refreshPrices', everySeconds: 5 },
    log: 'log/checkout.log',
  }
}

function servicesText(demo: {
  readonly script: string
  readonly dir: string
  readonly port: number
  readonly login: Readonly<Record<string, string | number>>
}): string {
  const node = { name: 'demo-host', host: '127.0.0.1', ssh: demo.login }
  const checkout = {
    nodes: [node],
    process: demo.script,
    dir: demo.dir,
    memoryLimit: MEMORY_LIMIT,
    websocket: { port: demo.port, path: SOCKET_IO_PATH },
  }
  return stringify({ services: { checkout } })
}

async function writePrivate(folder: string, name: string, text: string): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, text, { mode: 0o600 })
  return file
}

/** The last started first. One that fails does not keep the others from being ended. */
async function closeInTurn(closers: readonly (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = []
  for (const close of closers.toReversed()) {
    await close().catch((error: unknown) => errors.push(error))
  }
  if (errors.length > 0) throw errors[0]
}
