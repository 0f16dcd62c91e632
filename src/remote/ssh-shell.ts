import type { ClientChannel } from 'ssh2'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { LIMITS } from './limits.ts'
import type { Exit, Running, Shell } from './shell.ts'
import { openChannel } from './ssh-link.ts'
import type { Link } from './ssh-pool.ts'
import { backoffMs, pause, reasonOf, within } from './wait.ts'
import { say } from '../core/say.ts'

/** Commands on a host, over a connection that `link` gives, anew when the one before died. */
export function createSshShell(name: string, link: (signal: AbortSignal) => Promise<Link>): Shell {
  return {
    name,
    async start({ command, input, urgent, keepStdin }, signal) {
      const open = await link(signal)
      const slots = urgent ? open.killChannels : open.channels
      const release = await slots.take(signal)
      try {
        const running = await execWithRetry(name, open, { command, input, keepStdin }, signal)
        running.ended.then(release, release)
        return running
      } catch (error) {
        release()
        throw error
      }
    },
  }
}

async function execWithRetry(
  name: string,
  link: Link,
  line: {
    readonly command: string
    readonly input: string | null
    readonly keepStdin: boolean | undefined
  },
  signal: AbortSignal,
): Promise<Running> {
  try {
    return await openWithRetry(name, link, signal, {
      attempt: (stop) =>
        openChannel(
          (callback) => link.client.exec(line.command, callback),
          stop,
          (channel) => {
            const running = follow(name, link, channel)
            if (line.keepStdin === true) channel.write(line.input ?? '')
            else channel.end(line.input ?? '')
            return running
          },
        ),
      // sshd gives reason 2 for a session over MaxSessions.
      again: [2, 4],
      untilOpen: true,
    })
  } catch (error) {
    throw openFailureOf(error) === null ? error : refused(name, error)
  }
}

function refused(name: string, error: unknown): MemdiagError {
  return new MemdiagError(
    'protocol',
    say`Could not run a script on ${name}: its SSH server refuses a session (${messageOf(error)}).`
      .text,
    {
      cause: error,
      hint: say`Check MaxSessions and the rights of the account in its sshd_config.`.text,
    },
  )
}

/** A channel that is refused is asked for again when the reason may pass: sshd is still closing old ones. */
export async function openWithRetry<T>(
  name: string,
  link: Link,
  signal: AbortSignal,
  open: {
    readonly attempt: (stop: AbortSignal) => Promise<T>
    readonly again: readonly number[]
    /** Not stopped by the signal: a command whose channel came too late would run on unseen. */
    readonly untilOpen?: boolean
  },
): Promise<T> {
  const what = `open a channel to ${name}`
  const stop = open.untilOpen === true ? new AbortController().signal : signal
  for (let tries = 1; ; tries += 1) {
    if (signal.aborted) throw reasonOf(signal)
    try {
      return await within({ ms: LIMITS.channelOpenMs, what, signal: stop }, open.attempt)
    } catch (error) {
      if (signal.aborted) throw error
      if (error instanceof MemdiagError && error.code === 'timed-out') {
        // Nobody answers any more: the next caller gets a new connection.
        link.client.destroy()
        throw broken(name, error)
      }
      const reason = openFailureOf(error)
      if (reason === null) throw broken(name, error)
      if (tries === LIMITS.channelTries || !open.again.includes(reason)) throw error
      await pause(backoffMs(LIMITS.retryMs, tries), signal)
    }
  }
}

/** RFC 4254, 5.1: 1 administratively prohibited, 2 connect failed, 4 resource shortage; null for other errors. */
export function openFailureOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('reason' in error)) return null
  return typeof error.reason === 'number' ? error.reason : null
}

export function broken(name: string, error: unknown): MemdiagError {
  if (error instanceof MemdiagError && error.code !== 'timed-out') return error
  return new MemdiagError(
    'unreachable',
    say`Lost the connection to ${name}: ${messageOf(error)}.`.text,
    {
      cause: error,
      hint: say`The next step connects anew; check the host when it happens again.`.text,
    },
  )
}

function follow(name: string, link: Link, channel: ClientChannel): Running {
  const exited = Promise.withResolvers<Exit>()
  const ended = Promise.withResolvers<Exit>()
  let exit: Exit | null = null
  let dead = false
  const forget = link.onClose(() => {
    dead = true
    if (exit === null) ended.reject(broken(name, new Error('it closed while a script ran')))
  })
  channel.on('exit', (code: number | null, signal?: string) => {
    exit = { code, signal: signal ?? null }
    exited.resolve(exit)
  })
  channel.on('close', () => {
    if (!dead || exit !== null) ended.resolve(exit ?? { code: null, signal: null })
  })
  // Whoever waits for neither must not be told of it by the end of the process.
  exited.promise.catch(() => undefined)
  ended.promise.then(forget, forget)
  function close(): void {
    channel.close()
    // A server that never confirms the close must not hold the slot.
    setTimeout(() => ended.resolve({ code: null, signal: null }), LIMITS.closeMs)
  }
  return {
    stdin: channel,
    stdout: channel,
    stderr: channel.stderr,
    exited: exited.promise,
    ended: ended.promise,
    close,
    // sshd ends no command when its channel closes: it only sees the end of its stdin.
    leave: close,
  }
}
