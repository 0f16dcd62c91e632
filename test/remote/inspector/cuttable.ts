import { appendFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { type Sshd, startSshd } from '../../support/sshd.ts'

/** A way to a server that can be cut like a network: at once, or so that nobody is told. */
export type Cuttable = AsyncDisposable & {
  readonly port: number
  /** Breaks every connection, as a host that resets them. */
  cut(): void
  /** Breaks every connection and takes no other, until it is restored. */
  lose(): void
  restore(): void
  /** Lets nothing pass any more while both sides think that they are connected. */
  freeze(): void
  thaw(): void
}

async function startCuttable(target: number): Promise<Cuttable> {
  const sockets = new Set<Socket>()
  let frozen = false
  let lost = false
  const server = createServer((from) => {
    if (lost) {
      from.destroy()
      return
    }
    const to = connect(target, '127.0.0.1')
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(one)
      one.on('data', (chunk) => {
        if (!frozen) other.write(chunk)
      })
      one.on('error', () => undefined)
      one.on('close', () => {
        sockets.delete(one)
        if (!frozen) other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: address.port,
    cut,
    lose: () => {
      lost = true
      cut()
    },
    restore: () => {
      lost = false
    },
    freeze: () => {
      frozen = true
    },
    thaw: () => {
      frozen = false
    },
    async [Symbol.asyncDispose]() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** An SSH server, and a way to it that can be cut; it is known by that way as well. */
export async function startCuttableSshd(): Promise<{
  readonly sshd: Sshd
  readonly way: Cuttable
}> {
  const sshd = await startSshd()
  const way = await startCuttable(sshd.port)
  const [type = '', key = ''] = sshd.hostKeys[0]?.split(' ') ?? []
  appendFileSync(sshd.knownHosts, `[127.0.0.1]:${way.port} ${type} ${key}\n`)
  return { sshd, way }
}
