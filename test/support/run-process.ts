import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

export type ProcessResult = {
  readonly stdout: string
  readonly stderr: string
  /** Null when a signal ended it. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
}

export type RunningProcess = {
  readonly pid: number
  /** What it wrote so far. */
  output(): { readonly stdout: string; readonly stderr: string }
  /** Resolves when stdout or stderr has matched; rejects with all output when it ended first. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>
  kill(signal: NodeJS.Signals): void
  readonly ended: Promise<ProcessResult>
}

export type ProcessOptions = {
  readonly cwd?: string
  /** The whole environment; that of the test when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly input?: string
  /** After this the process is killed and `ended` rejects. */
  readonly timeLimitMs?: number
}

const TIME_LIMIT_MS = 60_000
const POLL_MS = 25

/** Starts a program, such as the command line under test, and collects what it writes. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): RunningProcess {
  const child = spawn(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env ?? process.env,
  })
  const pid = child.pid
  if (pid === undefined) throw new Error(`could not start ${command}`)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  // EPIPE: it ended without reading its input.
  child.stdin.on('error', () => child.stdin.destroy())
  child.stdin.end(options.input ?? '')
  const output = () => ({ stdout, stderr })
  const ended = whenEnded(child, output, options.timeLimitMs ?? TIME_LIMIT_MS)
  // Whoever awaits `ended` sees the rejection; a test that failed before must not crash the runner.
  ended.catch(() => undefined)
  return {
    pid,
    output,
    waitFor: (pattern) => whenMatched(child, output, pattern),
    kill: (signal) => child.kill(signal),
    ended,
  }
}

/** Runs a program to its end. */
export async function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  return await startProcess(command, args, options).ended
}

/** Runs a program with the Node.js that runs the tests. */
export async function runNode(
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  return await runProcess(process.execPath, args, options)
}

/** Pids of live processes, except this one, that have a text in their command line or title. */
export function processesWithText(text: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).filter((pid) => pid !== process.pid && commandLine(pid).includes(text))
}

/** Waits until no process has a text in its command line; returns those that are left after the limit. */
export async function processesLeft(text: string, limitMs = 10_000): Promise<number[]> {
  const deadline = performance.now() + limitMs
  while (processesWithText(text).length > 0 && performance.now() < deadline) await delay(POLL_MS)
  return processesWithText(text)
}

function whenEnded(
  child: ChildProcessWithoutNullStreams,
  output: () => { stdout: string; stderr: string },
  limitMs: number,
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`not ended after ${limitMs} ms: ${JSON.stringify(output())}`))
    }, limitMs)
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer)
      resolve({ ...output(), exitCode, signal })
    })
  })
}

function whenMatched(
  child: ChildProcessWithoutNullStreams,
  output: () => { stdout: string; stderr: string },
  pattern: RegExp,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { stdout, stderr } = output()
      const match = pattern.exec(stdout) ?? pattern.exec(stderr)
      if (match !== null) resolve(match)
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.once('close', () => {
      look()
      reject(new Error(`ended before ${pattern} came: ${JSON.stringify(output())}`))
    })
    look()
  })
}

/** Empty for a process that is gone, is a zombie, or belongs to the kernel. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
