// node bench/heap/run.ts [--sizes 50,300,1000] [--rounds 3] [--only memdiag,...]
// Makes the snapshots (kept in the system's temporary folder), runs each tool in turn, prints a table for docs/benchmarks.md.
import { statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  BIG,
  type Figures,
  build,
  measure,
  median,
  memdiag,
  nodesOf,
  snapshots,
} from './measure.ts'

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '50,300,1000' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
})

type Tool = { readonly name: string; readonly args: (a: string, b: string) => readonly string[] }

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

await build()
for (const size of values.sizes.split(',').map(Number)) {
  const [a, b] = await snapshots(size)
  const nodes = await nodesOf(b)
  process.stdout.write(
    `\n### ${Math.round(statSync(b).size / 1e6)} MB, ${(nodes / 1e6).toFixed(1)} M nodes\n\n` +
      '| tool | wall s | CPU s | peak MB | bytes a node of B |\n|---|---|---|---|---|\n',
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
  const medians = new Map([...figures].map(([name, all]) => [name, medianOf(all)]))
  for (const [name, { wall, cpu, megabytes }] of medians) {
    const each = Math.round((megabytes * 2 ** 20) / nodes)
    process.stdout.write(
      `| ${name} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} | ${Math.round(megabytes)} | ${each} |\n`,
    )
  }
  process.stdout.write(ratios(medians))
}

function medianOf(all: readonly Figures[]): Figures {
  return {
    wall: median(all.map((each) => each.wall)),
    cpu: median(all.map((each) => each.cpu)),
    megabytes: median(all.map((each) => each.megabytes)),
  }
}

/** How many times as much the others take as memdiag's full answer, and as its diff alone. */
function ratios(medians: ReadonlyMap<string, Figures>): string {
  const others = [...medians].filter(([name]) => !/^(memdiag|floor)/.test(name))
  const own = [...medians].filter(([name]) => /suspects|--shallow/.test(name))
  return own
    .flatMap(([mine, { wall, cpu, megabytes }]) =>
      others.map(
        ([name, other]) =>
          `${mine}: ${name} takes ${(other.wall / wall).toFixed(1)} times the wall time, ` +
          `${(other.cpu / cpu).toFixed(1)} the CPU time, ${(other.megabytes / megabytes).toFixed(1)} the memory\n`,
      ),
    )
    .join('')
}
