import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse, stringify } from 'yaml'
import { ROOT } from './builders.ts'
import type { Cli } from './cli.ts'
import { killed, removeFolder } from './leftovers.ts'
import { freePort } from './sshd.ts'

/**
 * Holds so many "megabytes" of sessions, and ever more: `listeners` holds them, and the closures of line 7. At SIGHUP
 * it holds 400 MB more at once, of which a snapshot has one node: more than a snapshot leaves behind for a while. At
 * SIGWINCH it writes a snapshot beside its script: what a command of the configuration may ask it for.
 */
const LEAK = `
function LeakySession(id) { this.id = id; this.items = [{ sku: 'sku-' + id, count: id }]; this.label = 'session ' + id }
const listeners = []
const grow = (count) => {
  for (let i = 0; i < count; i += 1) {
    const session = new LeakySession(listeners.length)
    listeners.push(() => session.items.length)
  }
}
grow(Number(process.argv[2]) * 4000)
const large = []
process.on('SIGHUP', () => large.push(Buffer.alloc(400_000_000, 1)))
process.on('SIGWINCH', () =>
  require('node:v8').writeHeapSnapshot(__dirname + '/asked-' + process.pid + '.heapsnapshot'))
console.log('grown')
setInterval(() => grow(400), 200)
`

/**
 * For one run of the whole ladder: 20 to 40 s on two free cores, 70 s at the lowest priority beside a load of 10, and
 * no test is to fail because its machine is busier than that.
 */
export const LADDER_LIMIT_MS = 400_000
/** For a test with one or two such runs. */
export const LADDER_TEST_MS = LADDER_LIMIT_MS + 80_000

export type Growing = AsyncDisposable & {
  readonly script: string
  /** Where its inspector would open. */
  readonly port: number
  pid(): number
  anonBytes(): number
  isAlive(): boolean
  growAtOnce(): void
  restart(): Promise<void>
}

/** A process without any flag of the inspector but its port: the usual one may be another test's. */
export async function aGrowingProcess(
  megabytes: number,
  flags: readonly string[] = [],
): Promise<Growing> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.adopt(mkdtempSync(path.join(tmpdir(), 'memdiag-leaky-')), removeFolder)
  const script = path.join(folder, 'leaky.cjs')
  writeFileSync(script, LEAK)
  const port = await freePort()
  const args = [...flags, `--inspect-port=${port}`, script, String(megabytes)]
  let child = await started(folder, args)
  stack.defer(() => killed(child))
  const all = stack.move()
  return {
    script,
    port,
    pid: () => child.pid ?? 0,
    anonBytes() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]) * 1024
    },
    isAlive: () => child.exitCode === null && child.signalCode === null,
    growAtOnce: () => child.kill('SIGHUP'),
    async restart() {
      await killed(child)
      child = await started(folder, args)
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

async function started(cwd: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'ignore'], env: {} })
  try {
    // Before that it is on its way up, and no size of it says anything.
    await once(child.stdout, 'data', { signal: AbortSignal.timeout(120_000) })
    return child
  } catch (error) {
    // It grows on where nobody ends it.
    await killed(child)
    throw error
  }
}

/** Short spans and small growth: what takes minutes on a real service is seconds here. */
const QUICK = {
  gcSpanSeconds: 4,
  gcReadings: 4,
  profileSeconds: 2,
  snapshotSpanSeconds: 4,
  pollSeconds: 1,
}

/** A service of 50 MB is none of this machine's problems: it is one here. */
export function writeQuickRunbook(
  cli: Cli,
  name: string,
  {
    problemUsageRatio = 0.01,
    ...ladder
  }: { readonly problemUsageRatio?: number } & Readonly<Record<string, number>> = {},
): void {
  const runbook = parse(readFileSync(path.join(ROOT, 'runbooks/memory.yml'), 'utf8'))
  const thresholds = { ...runbook.thresholds, problemUsageRatio, trendSpanSeconds: 4 }
  const text = stringify({
    ...runbook,
    name,
    thresholds,
    ladder: { ...runbook.ladder, ...QUICK, ...ladder },
  })
  writeFileSync(path.join(cli.folder, `${name}.yml`), text)
}
