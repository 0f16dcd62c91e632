import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { parseArgs } from 'node:util'
import { createRemote } from '../../src/remote/remote.ts'

/**
 * What a full snapshot costs a process, by what its heap is made of: extra memory at its peak and time until the last
 * byte. `node bench/live-heap/snapshot-cost.ts [--node PATH]`; prints one line a shape.
 */
const SHAPES: Readonly<Record<string, string>> = {
  'objects of two properties': 'for (let i = 0; i < 450000; i++) keep.push({ a: i, b: { c: i } })',
  'short strings': "for (let i = 0; i < 300000; i++) keep.push('a' + i + 'bcd')",
  'records with strings and dates':
    "for (let i = 0; i < 100000; i++) keep.push({ id: i, name: 'user ' + i, tags: ['a' + i, 'b' + i], at: new Date(i), meta: { x: i + 0.5, y: i } })",
  'closures of a class':
    "class A { constructor(i) { this.cb = () => i; this.t = 't' + i } } for (let i = 0; i < 100000; i++) keep.push(new A(i))",
  'strings of 10 kB':
    'for (let i = 0; i < 5000; i++) keep.push(Buffer.alloc(10000, String(i)).toString())',
}

const { values } = parseArgs({ options: { node: { type: 'string', default: process.execPath } } })
const signal = new AbortController().signal
const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const remote = createRemote({ home: '/nowhere', user: 'nobody', version: 'bench', log })

process.stdout.write('shape | heap MB | nodes | extra MB | of the heap | bytes a node | s\n')
for (const [name, fill] of Object.entries(SHAPES)) {
  process.stdout.write(`${[name, ...(await measure(fill))].join(' | ')}\n`)
}

async function measure(fill: string): Promise<string[]> {
  const program = `globalThis.keep = []; ${fill}; console.log('ready'); setInterval(() => undefined, 1000)`
  const args = [`--inspect-port=${await freePort()}`, '-e', program]
  const child = spawn(values.node, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve))
    const { heap } = await remote.connect({ kind: 'local', name: 'here' }, signal)
    const { pid, startTicks } = await heap.look({ pid: child.pid ?? 0, deadlineMs: 10_000 }, signal)
    const session = await heap.openInspector(
      { process: { pid, startTicks }, bySignal: true, closeAfterMs: 300_000, deadlineMs: 10_000 },
      signal,
    )
    const { reading } = await session.figures({ forceGc: true, deadlineMs: 60_000 }, signal)
    const before = residentOf(pid)
    const transfer = session.snapshot({ abandonBelowBytes: 0, deadlineMs: 300_000 }, signal)
    let head = ''
    for await (const chunk of transfer.bytes) {
      if (head.length < 4096) head += Buffer.from(chunk).toString('latin1')
    }
    await session.close()
    const { peakRssBytes, tookMs } = transfer.seen()
    const extra = Math.max(0, (peakRssBytes ?? before) - before)
    const nodes = Number(/"node_count":(\d+)/.exec(head)?.[1])
    return [
      (reading.heapUsedBytes / 1e6).toFixed(1),
      String(nodes),
      (extra / 1e6).toFixed(0),
      (extra / reading.heapUsedBytes).toFixed(2),
      (extra / nodes).toFixed(0),
      (tookMs / 1000).toFixed(1),
    ]
  } finally {
    child.kill('SIGKILL')
  }
}

function residentOf(pid: number): number {
  return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
