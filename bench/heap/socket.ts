// node bench/heap/socket.ts [--sizes 1000] [--rate 100] [--rounds 3]
// B comes over a socket at a rate in MB/s: how long after the last byte the comparison is ready, and how long the paths.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { HERE, build, median, memdiag, snapshots } from './measure.ts'

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
  },
})
const rate = Number(values.rate) * 1e6

type Round = { readonly transfer: number; readonly compared: number; readonly ended: number }

await build()
process.stdout.write(
  '| MB of B | MB/s | transfer s | diff ready after the last byte s | paths ready s |\n|---|---|---|---|---|\n',
)
for (const size of values.sizes.split(',').map(Number)) {
  const [a, b] = await snapshots(size)
  const rounds: Round[] = []
  for (let round = 0; round < Number(values.rounds); round += 1) rounds.push(await send(a, b))
  const of = (pick: (each: Round) => number) => median(rounds.map(pick)).toFixed(2)
  const megabytes = Math.round(statSync(b).size / 1e6)
  process.stdout.write(
    `| ${megabytes} | ${values.rate} | ${of((each) => each.transfer)} | ${of((each) => each.compared)} | ${of((each) => each.ended)} |\n`,
  )
}

/** A pipe to a program that Node starts is a socket. */
async function send(a: string, b: string): Promise<Round> {
  const child = spawn(process.execPath, memdiag('suspects', a, '-'), {
    cwd: HERE,
    env: { MEMDIAG_BENCH_PROGRESS: '1' },
    stdio: ['pipe', 'ignore', 'pipe', 'ignore'],
  })
  const ended = once(child, 'close')
  let compared = Number.NaN
  child.stderr.on('data', (text) => {
    if (String(text).includes('compared ')) compared = performance.now()
  })
  const started = performance.now()
  let sent = 0
  for await (const chunk of createReadStream(b, { highWaterMark: 1 << 16 })) {
    const early = started + (sent / rate) * 1000 - performance.now()
    if (early > 1) await wait(early)
    if (!child.stdin.write(chunk)) await once(child.stdin, 'drain')
    sent += chunk.length
  }
  const last = performance.now()
  child.stdin.end()
  const [code] = await ended
  if (code !== 0) throw new Error(`memdiag ended with ${code}`)
  return {
    transfer: (last - started) / 1000,
    compared: (compared - last) / 1000,
    ended: (performance.now() - last) / 1000,
  }
}
