import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type LabCase, nameOf } from './lab-case.ts'
import { READY_MS } from './limits.ts'
import { CaseReport, type CaseResult } from './run-case.ts'

/** A process that runs cases one after the other, with an SSH server and a memdiag of its own. */
export type Lane = {
  /** Rejects when the lane ended meanwhile. */
  run(labCase: LabCase): Promise<CaseResult>
  /** Tells it to end, with what still runs in it. */
  end(): void
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
}

/** Brings the loopback of a new network namespace up, and becomes the program. */
const IN_A_NETWORK_OF_ITS_OWN =
  '{ ip link set lo up || busybox ip link set lo up; } 2>/dev/null && exec "$@"'

/**
 * How a program is started with a network of its own: node's inspector always listens on port 9229, and two processes
 * that open it at the same time take it from each other. Null where this user may not.
 */
export function apart(): readonly string[] | null {
  const command = ['unshare', '--net', 'sh', '-c', IN_A_NETWORK_OF_ITS_OWN, 'sh']
  const [program = '', ...args] = command
  return spawnSync(program, [...args, 'true'], { stdio: 'ignore' }).status === 0 ? command : null
}

/** Starts a lane, by the prefix of `apart` where there is one. */
export async function openLane(prefix: readonly string[] | null): Promise<Lane> {
  const script = fileURLToPath(new URL('lane.ts', import.meta.url))
  // `env` only becomes what follows it.
  const [program = 'env', ...args] = prefix ?? []
  const child = spawn(program, [...args, process.execPath, script], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await answer(child, AbortSignal.timeout(READY_MS))
  return {
    async run(labCase) {
      child.send({ run: nameOf(labCase) })
      return { labCase, ...CaseReport.parse(await answer(child)) }
    },
    end() {
      if (child.connected) child.disconnect()
    },
    ended,
  }
}

/** The next message of a lane; rejects when it ends instead. */
async function answer(child: ChildProcess, limit?: AbortSignal): Promise<unknown> {
  const settled = new AbortController()
  const signal = AbortSignal.any([settled.signal, ...(limit === undefined ? [] : [limit])])
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('the lane ended')
  })
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended])
    return message
  } finally {
    settled.abort()
    await ended.catch(() => undefined)
  }
}
