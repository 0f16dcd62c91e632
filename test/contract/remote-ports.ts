import { spawn } from 'node:child_process'
import { createServer as createHttpServer } from 'node:http'
import { createRequire } from 'node:module'
import { createServer, type Socket } from 'node:net'
import { Server as SocketIo4 } from 'socket.io'
import { expect, test } from 'vitest'
import type { Connection } from '../../src/core/remote-port.ts'
import { close, listen } from './remote-fixtures.ts'

/** What a tunnel to the node's own ports has to do. */
export function portCases(connection: () => Connection): void {
  const never = new AbortController().signal

  test('sees that socket.io 2.3.0 negotiates permessage-deflate', async () => {
    const server = createHttpServer()
    // No types are published for this old version.
    const io: (http: unknown) => { close(): void } = createRequire(import.meta.url)('socket.io-2.3')
    const sockets = io(server)
    const port = await listen(server)

    const answer = await connection().handshake(
      { port, path: '/socket.io/', deadlineMs: 5_000 },
      never,
    )

    expect(answer).toEqual({
      port,
      path: '/socket.io/?EIO=4&transport=websocket',
      outcome: 'upgraded',
      status: 101,
      deflate: true,
    })
    sockets.close()
  })

  test('sees that socket.io 4 does not', async () => {
    const server = createHttpServer()
    const sockets = new SocketIo4(server)
    const port = await listen(server)

    const answer = await connection().handshake(
      { port, path: '/socket.io/', deadlineMs: 5_000 },
      never,
    )

    expect(answer).toMatchObject({ outcome: 'upgraded', status: 101, deflate: false })
    await sockets.close()
  })

  test('asks with protocol 3 once when 4 is refused', async () => {
    const asked: string[] = []
    const server = createHttpServer()
    server.on('upgrade', (request, socket) => {
      asked.push(`${request.url} ${request.headers['user-agent']}`)
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')
    })
    const port = await listen(server)

    const answer = await connection().handshake(
      { port, path: '/socket.io/', deadlineMs: 5_000 },
      never,
    )

    expect(answer).toMatchObject({ outcome: 'http-refused', status: 400, deflate: null })
    expect(asked).toEqual([
      '/socket.io/?EIO=4&transport=websocket memdiag/0.1.0',
      '/socket.io/?EIO=3&transport=websocket memdiag/0.1.0',
    ])
    await close(server)
  })

  test.each([
    ['not-http', (socket: Socket) => socket.write('-ERR unknown command\r\n')],
    ['not-http', (socket: Socket) => socket.write('HTTP/1.1 200\r\n'.repeat(9_000))],
    ['closed', (socket: Socket) => socket.end()],
    ['timed-out', () => undefined],
  ] as const)('says %s of a port that is no WebSocket', async (outcome, answerWith) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => answerWith(socket))
    })
    const port = await listen(server)

    const answer = await connection().handshake({ port, path: '/', deadlineMs: 800 }, never)

    expect(answer).toEqual({ port, path: '/', outcome, status: null, deflate: null })
    await close(server)
  })

  test('says closed of a port where nothing listens', async () => {
    const server = createServer()
    const port = await listen(server)
    await close(server)

    const answer = await connection().handshake({ port, path: '/', deadlineMs: 3_000 }, never)

    expect(answer.outcome).toBe('closed')
    expect(await connection().speaksHttp({ port, deadlineMs: 3_000 }, never)).toBe(false)
  })

  test('tells a port that speaks HTTP from one that does not', async () => {
    const http = createHttpServer((_request, response) => response.writeHead(404).end())
    const other = createServer((socket) => socket.resume().end('220 mail ready\r\n'))
    const silent = createServer((socket) => socket.resume())
    const ports = [await listen(http), await listen(other), await listen(silent)]

    const answers = await Promise.all(
      ports.map((port) => connection().speaksHttp({ port, deadlineMs: 800 }, never)),
    )

    expect(answers).toEqual([true, false, false])
    await Promise.all([http, other, silent].map(close))
  })

  test('reads the free figures of an inspector that is open', async () => {
    const child = spawn(
      process.execPath,
      ['--inspect=127.0.0.1:0', '-e', 'setInterval(() => {}, 1000)'],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    const port = await new Promise<number>((resolve) => {
      let text = ''
      child.stderr.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        const found = /ws:\/\/127\.0\.0\.1:(\d+)\//.exec(text)
        if (found !== null) resolve(Number(found[1]))
      })
    })

    const figures = await connection().inspect({ port, deadlineMs: 10_000 }, never)

    expect(figures).toMatchObject({ pid: child.pid, port, nodeVersion: process.version })
    expect(figures.rssBytes).toBeGreaterThan(10_000_000)
    expect(figures.heapLimitBytes).toBeGreaterThan(figures.heapUsedBytes)
    child.kill('SIGKILL')
  })

  test('says that a port is no inspector', async () => {
    const http = createHttpServer((_request, response) => response.end('{"hello":1}'))
    const port = await listen(http)

    await expect(connection().inspect({ port, deadlineMs: 3_000 }, never)).rejects.toMatchObject({
      code: 'protocol',
    })
    await close(http)
    await expect(connection().inspect({ port, deadlineMs: 3_000 }, never)).rejects.toMatchObject({
      code: 'tunnel-refused',
    })
  })
}

/** What is said where no tunnel goes. */
export function closedPortCases(connection: () => Connection): void {
  const never = new AbortController().signal

  test('says that no tunnel leads into a container', async () => {
    const refusal = { code: 'tunnel-unavailable' }
    const asked = { port: 80, deadlineMs: 1_000 }

    await expect(connection().handshake({ ...asked, path: '/' }, never)).rejects.toMatchObject(
      refusal,
    )
    await expect(connection().speaksHttp(asked, never)).rejects.toMatchObject(refusal)
    await expect(connection().inspect(asked, never)).rejects.toMatchObject(refusal)
  })

  test('shakes hands with a port of the host that the configuration named', async () => {
    const server = createHttpServer()
    const sockets = new SocketIo4(server, { perMessageDeflate: true })
    const port = await listen(server)

    const answer = await connection().handshake(
      { port, path: '/socket.io/', deadlineMs: 5_000, viaHost: true },
      never,
    )

    expect(answer).toMatchObject({ outcome: 'upgraded', deflate: true })
    await sockets.close()
  })
}
