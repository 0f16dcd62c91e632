import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { FromVictim, type ToVictim } from './messages.ts'

export type Victim = {
  /** Boundaries it passed since the last plan. */
  passed(): readonly string[]
  /** From now on it kills itself there. Resolves when it knows. */
  plan(where: ToVictim): Promise<void>
  forget(): void
  isDead(): boolean
  kill(): void
  readonly ended: Promise<void>
}

/** A start takes 1 to 3 s; on a machine with twenty times more work than cores, a minute was not enough. */
const READY_MS = 240_000

/** Starts the victim and waits until it takes work. Its log is added to a file. */
export async function startVictim(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  logFile: string,
): Promise<Victim> {
  const child = fork(fileURLToPath(new URL('victim.ts', import.meta.url)), [...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  child.stderr?.pipe(createWriteStream(logFile, { flags: 'a' }))
  const passed: string[] = []
  const ready = Promise.withResolvers<void>()
  let planned = Promise.withResolvers<void>()
  child.on('message', (message) => {
    const told = FromVictim.parse(message)
    if (told.kind === 'ready') ready.resolve()
    else if (told.kind === 'planned') planned.resolve()
    else passed.push(`${told.label}|${told.side}`)
  })
  let dead = false
  const ended = once(child, 'exit').then(() => {
    dead = true
    return undefined
  })
  const limit = AbortSignal.timeout(READY_MS)
  const late = once(limit, 'abort').then(() => 'late' as const)
  const first = await Promise.race([ready.promise, ended.then(() => 'ended' as const), late])
  if (first !== undefined) {
    child.kill('SIGKILL')
    throw new Error(`memdiag did not get ready (${first}): see ${logFile}`)
  }
  return {
    passed: () => [...passed],
    async plan(where) {
      planned = Promise.withResolvers<void>()
      child.send(where)
      await planned.promise
    },
    forget() {
      passed.length = 0
    },
    isDead: () => dead,
    kill: () => child.kill('SIGKILL'),
    ended,
  }
}
