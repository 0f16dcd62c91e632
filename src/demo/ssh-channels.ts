import { createConnection } from 'node:net'
import type {
  AcceptConnection,
  RejectConnection,
  ServerChannel,
  Session,
  TcpipRequestInfo,
} from 'ssh2'
import { execOnChannel, type RunningCommand } from './exec-channel.ts'
import type { OrphanGuard } from './orphan-guard.ts'

// What sshd gives commands where nothing else is configured. Nothing of memdiag's own environment is passed on.
const SEARCH_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const SIGNALS: Readonly<Record<string, NodeJS.Signals>> = {
  HUP: 'SIGHUP',
  INT: 'SIGINT',
  KILL: 'SIGKILL',
  TERM: 'SIGTERM',
}

/** Serves one command on a session; ssh2 refuses every kind of request that has no listener. */
export function serveSession(
  deps: { readonly folder: string; readonly guard: OrphanGuard },
  session: Session,
): Session {
  const environment = { PATH: SEARCH_PATH, HOME: deps.folder }
  let running: RunningCommand | null = null
  session.on('exec', (accept, reject, info) => {
    // Absent, whatever its type says, when the client wants no reply.
    const refuse: (() => void) | undefined = reject
    if (running === null) running = execOnChannel({ ...deps, environment }, accept(), info.command)
    else refuse?.()
  })
  // No reply: clients ask for none, and ssh2 sends none once a command runs.
  session.on('signal', (_accept, _reject, info) => {
    const signal = SIGNALS[info.name.replace(/^SIG/, '')]
    if (signal !== undefined) running?.signal(signal)
  })
  return session
}

/** Forwards a channel to a port of 127.0.0.1; any other destination is refused. */
export function forwardToLoopback(
  accept: AcceptConnection<ServerChannel>,
  reject: RejectConnection,
  info: TcpipRequestInfo,
): void {
  const allowed = info.destIP === '127.0.0.1' || info.destIP === 'localhost'
  if (!allowed || info.destPort < 1 || info.destPort > 65_535) return reject()
  const socket = createConnection({ host: '127.0.0.1', port: info.destPort, noDelay: true })
  socket.once('error', reject)
  socket.once('connect', () => {
    socket.off('error', reject)
    const channel = accept()
    socket.on('error', () => channel.destroy())
    channel.on('error', () => socket.destroy())
    channel.once('close', () => socket.destroy())
    socket.pipe(channel).pipe(socket)
  })
}
