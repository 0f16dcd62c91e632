import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open, rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const HERE = fileURLToPath(new URL('.', import.meta.url))
/** leaky-service.cjs: megabytes of the second snapshot for a factor of 1, above what Node itself takes. */
const MEGABYTES = 36
export const BIG = '--max-old-space-size=16000'

export type Figures = { readonly wall: number; readonly cpu: number; readonly megabytes: number }

/** The command line of memdiag's heap commands, as a package has them: built, since Node strips types at each start. */
export function memdiag(...args: readonly string[]): string[] {
  return ['peers/memdiag.mjs', 'heap', ...args, '--format', 'json']
}

/** Builds memdiag like a package. */
export async function build(): Promise<void> {
  const tsc = join(HERE, '../../node_modules/typescript/bin/tsc')
  await promisify(execFile)(process.execPath, [tsc, '-p', join(HERE, '../../tsconfig.build.json')])
}

/** Two snapshots of the leaking service of about a size in megabytes; made once, and kept in the temporary folder. */
export async function snapshots(size: number): Promise<[string, string]> {
  const folder = join(tmpdir(), `memdiag-bench-heap-${size}`)
  await mkdir(folder, { recursive: true })
  const [a, b] = [join(folder, 'a.heapsnapshot'), join(folder, 'b.heapsnapshot')]
  if (!existsSync(b)) {
    process.stderr.write(
      `making snapshots of about ${size} MB: V8 takes a minute of one core for each gigabyte it writes\n`,
    )
    // Under other names until they are whole: a run that is stopped must not leave half a snapshot.
    await measure([BIG, 'leaky-service.cjs', String(size / MEGABYTES), `${a}.new`, `${b}.new`])
    await rename(`${a}.new`, a)
    await rename(`${b}.new`, b)
  }
  return [a, b]
}

/** How many nodes a snapshot has, by its header. */
export async function nodesOf(file: string): Promise<number> {
  await using handle = await open(file)
  const { buffer } = await handle.read(Buffer.alloc(8192), 0, 8192, 0)
  return Number(/"node_count":(\d+)/.exec(buffer.toString('latin1'))?.[1] ?? Number.NaN)
}

/** An empty environment but for the probe: snapshots contain it. */
const ENVIRONMENT = { NODE_OPTIONS: `--require=${join(HERE, 'report-usage.cjs')}` }

/** Runs a program to its end; what it cost is what the kernel says of it. */
export function measure(args: readonly string[]): Promise<Figures> {
  const started = performance.now()
  const child = spawn(process.execPath, args, {
    cwd: HERE,
    env: ENVIRONMENT,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    let told = ''
    child.stdio[3]?.on('data', (text) => (told += String(text)))
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(`${args.join(' ')} ended with ${code}`))
      const [cpu = 0, megabytes = 0]: number[] = JSON.parse(told)
      return resolve({ wall: (performance.now() - started) / 1000, cpu, megabytes })
    })
  })
}

export function median(values: readonly number[]): number {
  return values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)] ?? Number.NaN
}
