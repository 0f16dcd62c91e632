import { WebSocket } from 'ws'
import type { Drive } from './lab-case.ts'

/** How clients of a WebSocket server speak. */
type Dialect = { readonly path: string; message(text: string): string }

/** engine.io's protocol 3 and socket.io's events of that time: `42` and a JSON array. */
export const SOCKET_IO_2: Dialect = {
  path: '/socket.io/?EIO=3&transport=websocket',
  message: (text) => `42${JSON.stringify(['say', text])}`,
}

export const PLAIN: Dialect = { path: '/', message: (text) => text }

// Above the 1024 bytes from which servers compress.
const TEXT_CHARACTERS = 4000
// socket.io 2.3 drops a client that was silent for 30 s.
const PING_MS = 10_000

/**
 * So many clients that offer permessage-deflate, say something, and stay: they leave when the service ends. Returns
 * when each has had its answer.
 */
export function clients(count: number, dialect: Dialect): Drive {
  return async ({ port }) => {
    const url = `ws://127.0.0.1:${port}${dialect.path}`
    for (let opened = 0; opened < count; opened += 20) {
      const some = Math.min(20, count - opened)
      await Promise.all(
        Array.from({ length: some }, (_unused, index) => talk(url, dialect, opened + index)),
      )
    }
  }
}

function talk(url: string, dialect: Dialect, index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url)
    const ping = setInterval(() => socket.send(dialect === SOCKET_IO_2 ? '2' : ''), PING_MS)
    socket.once('open', () => socket.send(dialect.message(someText(index))))
    socket.on('message', (data: Buffer) => {
      if (data.length > TEXT_CHARACTERS) resolve()
    })
    // The service is killed at the end of a case.
    socket.on('error', reject)
    socket.once('close', () => {
      clearInterval(ping)
      reject(new Error('the service closed a client'))
    })
  })
}

/** Text as people write it: words that differ from client to client. */
function someText(index: number): string {
  let text = ''
  for (let word = 0; text.length < TEXT_CHARACTERS; word += 1)
    text += `word${(word * 7919 + index) % 10_007} `
  return text
}
