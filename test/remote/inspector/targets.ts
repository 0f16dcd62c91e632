import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProcessRef } from '../../../src/core/heap-values.ts'
import { killed, removeFolder } from '../../support/leftovers.ts'
import { freePort } from '../../support/sshd.ts'

/** A real process of Node.js that a test may touch, with an inspector port of its own. */
export type TargetProcess = AsyncDisposable & {
  readonly child: ChildProcess
  readonly ref: ProcessRef
  /** Where SIGUSR1 opens its inspector. */
  readonly port: number
  /** Its folder, in which its program lies as service.cjs. */
  readonly folder: string
  /** Lines that it wrote. */
  readonly lines: string[]
  isAlive(): boolean
}

type TargetOptions = {
  readonly node?: string
  readonly flags?: readonly string[]
}

/** Starts a program and waits until it wrote `ready`. */
export async function startTarget(
  program: string,
  options: TargetOptions = {},
): Promise<TargetProcess> {
  const port = await freePort()
  const flags = options.flags ?? [`--inspect-port=${port}`]
  await using stack = new AsyncDisposableStack()
  const folder = stack.adopt(mkdtempSync(join(tmpdir(), 'memdiag-target-')), removeFolder)
  const file = join(folder, 'service.cjs')
  writeFileSync(file, `${program}\nconsole.log('ready')\n`)
  const child = spawn(options.node ?? process.execPath, [...flags, file], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'] },
    cwd: folder,
  })
  stack.defer(() => killed(child))
  const lines: string[] = []
  let rest = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
  })
  await until(() => lines.includes('ready'), 'the process to be ready')
  const all = stack.move()
  return {
    child,
    ref: refOf(child.pid ?? 0),
    port,
    lines,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    folder,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** A process that holds and holds more: every 20 ms some objects of a class of its own. */
export const LEAKY = `
class Session { constructor(id) { this.id = id; this.note = 'note ' + id } }
globalThis.sessions = new Map()
let ids = 0
setInterval(() => { for (let i = 0; i < 50; i++) { ids++; sessions.set(ids, new Session(ids)) } }, 20)
`
/** Writes a snapshot where a command of the tests wants it. */
export const WRITES_AT_SIGHUP = `
process.on('SIGHUP', () =>
  require('node:v8').writeHeapSnapshot(__dirname + '/heap of ' + process.pid + '.heapsnapshot'))
`
export const IDLE = 'setInterval(() => undefined, 1000)'

export function refOf(pid: number): ProcessRef {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return { pid, startTicks: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]) }
}

/** Waits for a condition; fails with what was waited for. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  ms = 60_000,
): Promise<void> {
  const endAt = Date.now() + ms
  while (!(await condition())) {
    if (Date.now() > endAt) throw new Error(`waited ${ms} ms for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Pids of memdiag's agents that speak with a process, and of the shells that start them. */
export function agentsOf(pid: number): number[] {
  return processesWith('memdiag-probe-agent', `/proc/${pid}`)
}

/** Pids of the shells that run one of memdiag's scripts about a process or in its folder. */
export function scriptsOf({
  pid,
  folder,
}: {
  readonly pid: number
  readonly folder: string
}): number[] {
  const about = processesWith('memdiag-probe-', `p=/proc/${pid}\n`)
  return [...new Set([...about, ...processesWith('memdiag-probe-', folder)])]
}

function processesWith(...words: readonly string[]): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
      return words.every((word) => command.includes(word)) ? [Number(name)] : []
    } catch {
      // Ended meanwhile.
      return []
    }
  })
}
