import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { Connection, Remote } from '../../src/core/remote-port.ts'
import { startSshServer } from '../support/ssh-server.ts'
import { startSshd } from '../support/sshd.ts'
import { aRemote } from './a-remote.ts'

export const never = new AbortController().signal
// Undone in reverse after each test of the file that imports this.
export const cleanUp: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const each of cleanUp.splice(0).toReversed()) await each()
})

/** A folder of the test's own. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'memdiag-remote-'))
  cleanUp.push(() => rmSync(path, { recursive: true, force: true }))
  return path
}

export async function anSshServer(options: Parameters<typeof startSshServer>[0] = {}) {
  const server = await startSshServer(options)
  cleanUp.push(() => server.stop())
  return server
}

export async function anSshd(options: Parameters<typeof startSshd>[0] = {}) {
  const server = await startSshd(options)
  cleanUp.push(() => server.stop())
  return server
}

export function remote(deps: Parameters<typeof aRemote>[0] = {}): Remote {
  const made = aRemote(deps)
  cleanUp.push(() => made.close())
  return made
}

export async function says(connection: Connection, text: string): Promise<string> {
  const result = await connection.run({ text, deadlineMs: 10_000, maxOutputBytes: 10_000 }, never)
  return result.stdout.trim()
}
