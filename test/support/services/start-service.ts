import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkoutConfig } from '../../../src/demo/demo.ts'
import { deployService } from '../../../src/demo/deploy-service.ts'
import { makeCatalogue } from '../../../src/demo/make-catalogue.ts'
import { runService } from '../../../src/demo/run-service.ts'
import { processesWithText } from '../run-process.ts'

/**
 * overforked, healthy: the demo's clustered socket.io service. idle: one process that does nothing.
 * leaky, buffers: grow by `get('/grow?mb=N')`. websocket-2.3: socket.io 2.3.0 with permessage-deflate on.
 */
export type ServiceKind = 'overforked' | 'healthy' | 'idle' | 'leaky' | 'buffers' | 'websocket-2.3'

export type TestService = {
  /** The master, or the only process. */
  readonly pid: number
  readonly port: number
  readonly dir: string
  readonly logFile: string
  /** For `process` of services.yml; no other instance has it. */
  readonly processText: string
  pids(): number[]
  /** The body of an HTTP answer of the service. */
  get(urlPath: string): Promise<string>
  /** Stops a clustered service and starts it in the same folder with so many workers; the port may change. */
  restart(workers: number): Promise<void>
  close(): Promise<void>
}

const OVERFORKED_WORKERS = 8
const HEALTHY_WORKERS = 2

/** Starts a real service in a temporary folder; `workers` counts for the clustered kinds only. */
export async function startService(
  kind: ServiceKind,
  options: { readonly workers?: number } = {},
): Promise<TestService> {
  const dir = await realpath(await mkdtemp(path.join(tmpdir(), `memdiag-test-${kind}-`)))
  const plan = await deploy(kind, dir, options.workers)
  const processText = path.join(dir, plan.script)
  const start = () =>
    runService({
      script: processText,
      args: plan.args,
      signal: new AbortController().signal,
      onListening: () => undefined,
    })
  let service = await start()
  return {
    get pid() {
      return service.pid
    },
    get port() {
      return service.port
    },
    dir,
    logFile: path.join(dir, plan.log),
    processText,
    pids: () => processesWithText(processText),
    get: async (urlPath) =>
      await (await fetch(`http://127.0.0.1:${service.port}${urlPath}`)).text(),
    async restart(workers) {
      await service.stop()
      await writeFile(path.join(dir, 'config.json'), JSON.stringify(checkoutConfig(workers)))
      service = await start()
    },
    async close() {
      await service.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

type Plan = { readonly script: string; readonly args: readonly string[]; readonly log: string }

async function deploy(kind: ServiceKind, dir: string, workers?: number): Promise<Plan> {
  switch (kind) {
    case 'overforked':
      return await deployCluster(dir, workers ?? OVERFORKED_WORKERS)
    case 'healthy':
      return await deployCluster(dir, workers ?? HEALTHY_WORKERS)
    case 'idle':
    case 'leaky':
    case 'buffers':
      return await deployScript(kind, dir, 'socket.io')
    case 'websocket-2.3':
      return await deployScript(kind, dir, 'socket.io-2.3')
  }
}

async function deployCluster(dir: string, workers: number): Promise<Plan> {
  await deployService({
    sources: fileURLToPath(new URL('../../../src/demo/service/', import.meta.url)),
    folder: dir,
    dependency: 'socket.io',
    files: { 'config.json': checkoutConfig(workers), 'catalogue.json': makeCatalogue(100) },
  })
  return {
    script: 'checkout-service.js',
    args: [path.join(dir, 'config.json')],
    log: 'log/checkout.log',
  }
}

async function deployScript(kind: ServiceKind, dir: string, dependency: string): Promise<Plan> {
  await deployService({
    sources: fileURLToPath(new URL('scripts/', import.meta.url)),
    folder: dir,
    dependency,
    files: {},
  })
  return { script: `${kind}.js`, args: [dir], log: 'log/service.log' }
}
