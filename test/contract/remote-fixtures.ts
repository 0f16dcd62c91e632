import { readdirSync, readFileSync } from 'node:fs'
import type { AddressInfo, Server } from 'node:net'

/** Pids whose command line holds a text; a process that is dead but not yet reaped has none. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => commandOf(name).includes(text))
    .map(Number)
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

/** A kill was sent before this is asked; the kernel may take a moment to carry it out. */
export async function untilGone(mark: string): Promise<void> {
  await until(() => processesWith(mark).length === 0, 2_000)
}

export async function until(holds: () => boolean, withinMs = 10_000): Promise<void> {
  const endAt = Date.now() + withinMs
  while (!holds()) {
    if (Date.now() > endAt) throw new Error('it did not come to pass')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

export async function close(server: Server): Promise<void> {
  if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function') {
    server.closeAllConnections()
  }
  await new Promise((resolve) => server.close(resolve))
}
