// node bench/heap/growth.ts [--sizes 50,100,200,500,1000,2000]
// How time and memory of memdiag alone grow with the snapshots; a table for docs/benchmarks.md.
import { statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { build, measure, memdiag, nodesOf, snapshots } from './measure.ts'

const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '50,100,200,500,1000,2000' } },
})

await build()
process.stdout.write(
  '| MB of B | M nodes | command | wall s | CPU s | CPU s a GB of A and B | peak MB | bytes a node |\n|---|---|---|---|---|---|---|---|\n',
)
for (const size of values.sizes.split(',').map(Number)) {
  const [a, b] = await snapshots(size)
  const nodes = await nodesOf(b)
  const gigabytes = (statSync(a).size + statSync(b).size) / 1e9
  for (const args of [
    ['diff', a, b, '--shallow'],
    ['suspects', a, b],
  ]) {
    const { wall, cpu, megabytes } = await measure(memdiag(...args))
    const cells = [
      Math.round(statSync(b).size / 1e6),
      (nodes / 1e6).toFixed(2),
      args.length > 3 ? 'diff --shallow' : 'suspects',
      wall.toFixed(2),
      cpu.toFixed(2),
      (cpu / gigabytes).toFixed(2),
      Math.round(megabytes),
      Math.round((megabytes * 2 ** 20) / nodes),
    ]
    process.stdout.write(`| ${cells.join(' | ')} |\n`)
  }
}
