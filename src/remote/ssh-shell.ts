import type { ClientChannel } from 'ssh2'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { LIMITS } from './limits.ts'
import type { Exit, Running, Shell } from './shell.ts'
import { openChannel } from './ssh-link.ts'
import type { Link } from './ssh-pool.ts'
import { backoffMs, pause, within } from './wait.ts'

/** Commands on a host, over a connection that `link` gives, anew when the one before died. */
export function createSshShell(name: string, link: (signal: AbortSignal) => Promise<Link>): Shell {
  return {
    name,
    async start({ command, input, urgent }, signal) {
      const open = await link(signal)
      const slots = urgent ? open.killChannels : open.channels
      const release = await slots.take(signal)
      try {
        const channel = await execWithRetry(name, open, command, signal)
        const running = follow(name, open, channel)
        running.ended.then(release, release)
        channel.end(input ?? '')
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
  command: string,
  signal: AbortSignal,
): Promise<ClientChannel> {
  return openWithRetry(name, link, signal, (stop) =>
    openChannel((callback) => link.client.exec(command, callback), stop),
  )
}

/** sshd refuses a session over MaxSessions at once (`open failed`), also while old ones are still being closed. */
export async function openWithRetry(
  name: string,
  link: Link,
  signal: AbortSignal,
  open: (stop: AbortSignal) => Promise<ClientChannel>,
): Promise<ClientChannel> {
  const what = `open a channel to ${name}`
  for (let tries = 1; ; tries += 1) {
    try {
      return await within({ ms: LIMITS.channelOpenMs, what, signal }, open)
    } catch (error) {
      if (signal.aborted) throw error
      if (error instanceof MemdiagError && error.code === 'timed-out') {
        // Nobody answers any more: the next caller gets a new connection.
        link.client.destroy()
        throw broken(name, error)
      }
      if (!isOpenFailed(error)) throw broken(name, error)
      if (tries === LIMITS.channelTries) throw error
      await pause(backoffMs(LIMITS.retryMs, tries), signal)
    }
  }
}

/** Reason 2 is a failed connect, 4 a shortage (RFC 4254, 5.1); sshd gives 2 for too many sessions. */
function isOpenFailed(error: unknown): boolean {
  if (!(error instanceof Error) || !('reason' in error)) return false
  return (error.reason === 2 && /open failed/i.test(error.message)) || error.reason === 4
}

export function broken(name: string, error: unknown): MemdiagError {
  if (error instanceof MemdiagError && error.code !== 'timed-out') return error
  return new MemdiagError('unreachable', `Lost the connection to ${name}: ${messageOf(error)}.`, {
    cause: error,
    hint: 'The next step connects anew; check the host when it happens again.',
  })
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
  return {
    stdout: channel,
    stderr: channel.stderr,
    exited: exited.promise,
    ended: ended.promise,
    close() {
      channel.close()
      // A server that never confirms the close must not hold the slot.
      setTimeout(() => ended.resolve({ code: null, signal: null }), LIMITS.closeMs)
    },
  }
}
