// node bench/heap/run.ts [--sizes 50,300,1000] [--rounds 3] [--only memdiag,...]
// Makes the snapshots (kept in the system's temporary folder), runs each tool in turn, prints a table for docs/benchmarks.md.
import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const HERE = fileURLToPath(new URL('.', import.meta.url))
/** leaky-service.cjs: megabytes of the second snapshot for a factor of 1, above what Node itself takes. */
const MEGABYTES = 36
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '50,300,1000' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
})

type Tool = { readonly name: string; readonly args: (a: string, b: string) => readonly string[] }
type Figures = { readonly wall: number; readonly cpu: number; readonly megabytes: number }

const memdiag = (...args: string[]) => ['peers/memdiag.ts', 'heap', ...args, '--format', 'json']
const BIG = '--max-old-space-size=16000'
const TOOLS: readonly Tool[] = [
  {
    name: 'floor: reading B',
    args: (_, b) => [
      '-e',
      `require('fs').createReadStream(${JSON.stringify(b)},{highWaterMark:1<<20}).resume()`,
    ],
  },
  { name: 'memdiag heap diff --shallow', args: (a, b) => memdiag('diff', a, b, '--shallow') },
  { name: 'memdiag heap diff', args: (a, b) => memdiag('diff', a, b) },
  {
    name: 'memdiag heap suspects (diff, retained sizes, paths)',
    args: (a, b) => memdiag('suspects', a, b),
  },
  { name: 'heap-snapshot-toolkit', args: (a, b) => [BIG, 'peers/toolkit.mjs', a, b] },
  { name: 'memlab', args: (a, b) => [BIG, 'peers/memlab.mjs', a, b] },
  { name: 'Chrome DevTools', args: (a, b) => [BIG, 'peers/devtools.ts', a, b] },
]

for (const size of values.sizes.split(',').map(Number)) {
  const [a, b] = await snapshots(size)
  const megabytes = Math.round(statSync(b).size / 1e6)
  process.stdout.write(
    `\n### ${megabytes} MB\n\n| tool | wall s | CPU s | peak MB |\n|---|---|---|---|\n`,
  )
  const figures = new Map<string, Figures[]>()
  const tools = TOOLS.filter(
    ({ name }) =>
      values.only === undefined || values.only.split(',').some((word) => name.includes(word)),
  )
  // Round by round, so that what disturbs the machine disturbs all of them.
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const tool of tools)
      figures.set(tool.name, [...(figures.get(tool.name) ?? []), await measure(tool.args(a, b))])
  }
  for (const [name, all] of figures) {
    const of = (pick: (each: Figures) => number) => median(all.map(pick))
    process.stdout.write(
      `| ${name} | ${of((each) => each.wall).toFixed(2)} | ${of((each) => each.cpu).toFixed(2)} | ${Math.round(of((each) => each.megabytes))} |\n`,
    )
  }
}

async function snapshots(size: number): Promise<[string, string]> {
  const folder = join(tmpdir(), `memdiag-bench-heap-${size}`)
  await mkdir(folder, { recursive: true })
  const [a, b] = [join(folder, 'a.heapsnapshot'), join(folder, 'b.heapsnapshot')]
  if (!existsSync(b)) await measure([BIG, 'leaky-service.cjs', String(size / MEGABYTES), a, b])
  return [a, b]
}

/** Runs a program to its end; what it cost is what the kernel says of it. */
function measure(args: readonly string[]): Promise<Figures> {
  const started = performance.now()
  const child = spawn(process.execPath, args, {
    cwd: HERE,
    // An empty environment but for the probe: snapshots contain it.
    env: { NODE_OPTIONS: `--require=${join(HERE, 'report-usage.cjs')}` },
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

function median(values: readonly number[]): number {
  return values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)] ?? Number.NaN
}
