import { randomBytes } from 'node:crypto'
import { MemdiagError } from '../core/errors.ts'
import { mask } from '../core/mask.ts'
import type { Log } from '../core/ports.ts'
import type { Script, ScriptResult } from '../core/remote-port.ts'
import { type CommandLine, killCommand, scriptCommand } from './command.ts'
import { excerpt } from './excerpt.ts'
import { LIMITS } from './limits.ts'
import { gather, type Output } from './output.ts'
import type { Exit, Running, Shell } from './shell.ts'
import { atMost, within } from './wait.ts'
import { say } from '../core/say.ts'

export type RunDeps = {
  readonly shell: Shell
  readonly enter: string | undefined
  readonly log: Log
}

type Begun = { readonly running: Running; readonly output: Output }

/** How a run ended: by itself, or cut off by us. */
type End =
  | { readonly kind: 'ended'; readonly exit: Exit }
  | { readonly kind: 'full' }
  | { readonly kind: 'stopped'; readonly error: unknown }

/**
 * Runs a script to its end, its deadline or its output's bound, and then kills what is left of it.
 * Throws `aborted` when the caller gave up (after the kill), and what broke when the connection did.
 */
export async function runScript(
  deps: RunDeps,
  script: Script,
  signal: AbortSignal,
): Promise<ScriptResult> {
  const startedAt = performance.now()
  const id = randomBytes(16).toString('hex')
  const line = scriptCommand(script.text, id, deps.enter)
  refuseTooLong(script, (line.input ?? line.command).length)
  const what = `run a script on ${deps.shell.name}`
  let begun: Promise<Begun> | null = null
  const end = await within({ ms: script.deadlineMs, what, signal }, async (stop): Promise<End> => {
    begun = begin(deps, line, script, stop)
    return await endOf(await begun)
  }).catch((error: unknown): End => ({ kind: 'stopped', error }))
  const { output, ended } = await settle(deps, id, begun, end)
  if (end.kind === 'stopped' && !isDeadline(end.error)) throw end.error
  if (end.kind !== 'stopped') await refuseWithoutPid(deps, output, end)
  return {
    stdout: mask(output?.stdout() ?? ''),
    stderr: mask(output?.stderr() ?? ''),
    exitCode: end.kind === 'ended' ? end.exit.code : null,
    durationMs: Math.round(performance.now() - startedAt),
    truncated: output?.full() ?? false,
    timedOut: end.kind === 'stopped',
    mayStillRun: !ended,
  }
}

function refuseTooLong(script: Script, bytes: number): void {
  if (Math.max(bytes, Buffer.byteLength(script.text)) <= LIMITS.commandBytes) return
  throw new MemdiagError(
    'internal',
    say`Could not send a script of ${bytes} bytes: Linux takes ${LIMITS.commandBytes} in one argument.`
      .text,
  )
}

function isDeadline(error: unknown): boolean {
  return error instanceof MemdiagError && error.code === 'timed-out'
}

async function begin(
  deps: RunDeps,
  line: CommandLine,
  script: Script,
  stop: AbortSignal,
): Promise<Begun> {
  const running = await deps.shell.start({ ...line, urgent: false }, stop)
  return { running, output: gather(running, script.maxOutputBytes) }
}

type Settled = { readonly output: Output | null; readonly ended: boolean }

/** Kills what did not end by itself, also what began only after it was stopped. `ended` is false where that could not be confirmed. */
async function settle(
  deps: RunDeps,
  id: string,
  begun: Promise<Begun> | null,
  end: End,
): Promise<Settled> {
  if (begun === null) return { output: null, ended: true }
  const known = await atMost(
    LIMITS.channelOpenMs,
    begun.catch(() => null),
  )
  if (known === null) return { output: null, ended: false }
  const ended = end.kind === 'ended' || (await putDown(deps, id, known))
  return { output: known.output, ended }
}

async function endOf({ running, output }: Begun): Promise<End> {
  const silence = closeWhenSilent(running, output)
  const ended = running.ended.then((exit): End => ({ kind: 'ended', exit }))
  const full = output.overflow.then((): End => ({ kind: 'full' }))
  try {
    return await Promise.race([ended, full])
  } finally {
    silence.stop()
  }
}

/** The script is over, but something it left behind holds the outputs open: that is not waited for. */
function closeWhenSilent(running: Running, output: Output): { stop(): void } {
  let exited = false
  running.exited.then(
    () => (exited = true),
    () => undefined,
  )
  const timer = setInterval(() => {
    if (exited && performance.now() - output.lastAt() >= LIMITS.drainMs) running.close()
  }, LIMITS.drainMs / 2)
  return { stop: () => clearInterval(timer) }
}

/** Kills by pid: neither every sshd nor every `docker exec` passes a signal or a closed channel on. */
async function putDown(deps: RunDeps, id: string, run: Begun): Promise<boolean> {
  const pid = await atMost(LIMITS.pidMs, run.output.pid)
  let killed = false
  try {
    if (pid !== null) {
      await kill(deps, pid, id)
      killed = true
    }
  } catch (error) {
    deps.log.warn(
      { node: deps.shell.name, pid, reason: reasonText(error) },
      'could not end a script by its pid',
    )
  }
  run.running.close()
  await run.running.ended.catch(() => undefined)
  return killed
}

async function kill(deps: RunDeps, pid: number, id: string): Promise<void> {
  const line = killCommand(pid, id, deps.enter)
  const never = new AbortController().signal
  const what = `end a script on ${deps.shell.name}`
  await within({ ms: LIMITS.killMs, what, signal: never }, async (stop) => {
    const running = await deps.shell.start({ ...line, urgent: true }, stop)
    gather(running, LIMITS.stderrBytes)
    stop.addEventListener('abort', () => running.close(), { once: true })
    await running.ended
  })
}

function reasonText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** No first line: there was no shell behind the login or behind `enter`. */
async function refuseWithoutPid(deps: RunDeps, output: Output | null, end: End): Promise<void> {
  if (output === null || (await output.pid) !== null) return
  const said = excerpt(mask(`${output.stderr()}\n${output.banner()}`))
  const exit = end.kind === 'ended' && end.exit.code !== null ? ` (exit code ${end.exit.code})` : ''
  const answer = said === '' ? `it said nothing${exit}` : `it said: ${said}${exit}`
  if (deps.enter !== undefined) {
    throw new MemdiagError(
      'unreachable',
      say`Could not enter the container on ${deps.shell.name} with \`${mask(deps.enter)}\`: ${answer}.`
        .text,
      {
        hint: say`Check \`enter\` in services.yml: it must lead into a shell that reads commands from stdin.`
          .text,
      },
    )
  }
  throw new MemdiagError(
    'protocol',
    say`Could not run a script on ${deps.shell.name}: no shell answered, ${answer}.`.text,
    {
      hint: say`The account needs a login shell, and no forced command in authorized_keys or sshd_config.`
        .text,
    },
  )
}
