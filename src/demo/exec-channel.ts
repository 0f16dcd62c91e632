import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { ServerChannel } from 'ssh2'
import type { OrphanGuard } from './orphan-guard.ts'
import { isGone } from './service-processes.ts'

export type RunningCommand = {
  /** Sends a signal to the command and its children. */
  signal(name: NodeJS.Signals): void
}

/** Runs a command by `sh -c` on an SSH channel. What it started in its process group is killed when the channel closes. */
export function execOnChannel(
  deps: {
    readonly folder: string
    readonly environment: Readonly<Record<string, string>>
    readonly guard: OrphanGuard
  },
  channel: ServerChannel,
  command: string,
): RunningCommand {
  const child = spawn('/bin/sh', ['-c', command], {
    cwd: deps.folder,
    env: deps.environment,
    detached: true,
  })
  const group = child.pid
  if (group === undefined) return refuse(child, channel)

  deps.guard.add(group)
  connect(child, channel)
  channel.once('close', () => {
    signalGroup(group, 'SIGKILL')
    deps.guard.remove(group)
  })
  return { signal: (name) => signalGroup(group, name) }
}

function connect(child: ChildProcessWithoutNullStreams, channel: ServerChannel): void {
  channel.pipe(child.stdin)
  child.stdout.pipe(channel, { end: false })
  child.stderr.pipe(channel.stderr, { end: false })
  // EPIPE: the command does not read its input to the end.
  child.stdin.on('error', () => channel.unpipe(child.stdin))
  child.once('close', (code, signal) => {
    if (channel.destroyed) return
    if (signal === null) channel.exit(code ?? 1)
    else channel.exit(signal.replace(/^SIG/, ''), false, '')
    channel.end()
  })
}

/** The exit code of a shell that finds no command: `sh` itself could not be started. */
function refuse(child: ChildProcessWithoutNullStreams, channel: ServerChannel): RunningCommand {
  child.once('error', () => {
    channel.exit(127)
    channel.end()
  })
  return { signal: () => undefined }
}

function signalGroup(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}
