// One WebSocket client for the inspector's own server: text frames of any length, no extensions (RFC 6455). See main.cjs.
'use strict'
const http = require('http')

/** Ids of the agent's own requests; memdiag's are smaller. */
const OWN_IDS = 900000000
/** No message of an inspector is larger: of a snapshot come pieces, and of a profile a few megabytes. */
const MESSAGE_BYTES = 256 * 1024 * 1024
/** Of the list of targets, which has one. */
const LIST_CHARACTERS = 65536

function getTarget({ port, host }, answerMs) {
  return new Promise((resolve, reject) => {
    const headers = { Host: '127.0.0.1' }
    const request = http.get({ port, host, path: '/json/list', timeout: answerMs, headers })
    request.on('response', (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
        if (text.length > LIST_CHARACTERS) request.abort()
      })
      response.on('end', () => {
        try {
          resolve(new URL(JSON.parse(text)[0].webSocketDebuggerUrl).pathname)
        } catch (error) {
          reject(error)
        }
      })
    })
    request.on('timeout', () => request.abort())
    request.on('error', reject)
  })
}

/** A session: `onText` gets whole messages, `ended` resolves when it is over. */
function attach({ port, host }, path, answerMs) {
  return new Promise((resolve, reject) => {
    const headers = {
      Host: '127.0.0.1',
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'bWVtZGlhZy1hdHRhY2hlcw==',
    }
    const request = http.request({ port, host, path, headers, timeout: answerMs })
    request.on('timeout', () => request.abort())
    request.on('error', reject)
    request.on('response', () => reject(new Error('no WebSocket')))
    request.on('upgrade', (_, socket, head) => {
      socket.setTimeout(0)
      socket.setNoDelay(true)
      resolve(createSession(socket, head))
    })
    request.end()
  })
}

function createSession(socket, head) {
  const waiting = new Map()
  let ids = OWN_IDS
  const session = { socket, send: (text) => send(socket, text) }
  session.ended = new Promise((resolve) => {
    socket.on('close', resolve)
    socket.on('end', () => socket.destroy())
    socket.on('error', () => socket.destroy())
  })
  /** Evaluates in the target; null when the session ended before the answer. */
  session.evaluate = (expression) => {
    ids += 1
    const id = ids
    const params = { expression, includeCommandLineAPI: true, returnByValue: true, silent: true }
    session.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }))
    const answer = new Promise((resolve) => waiting.set(id, resolve))
    return Promise.race([answer, session.ended.then(() => null)])
  }
  // A process that ends waits for its debuggers to go: it must find none.
  const params = { enabled: true }
  const method = 'NodeRuntime.notifyWhenWaitingForDisconnect'
  session.send(JSON.stringify({ id: OWN_IDS, method, params }))
  /** Whether a message answered a request of the agent's own. */
  session.isOwn = (bytes) => {
    const start = bytes.toString('latin1', 0, 48)
    if (start.indexOf('{"method":"NodeRuntime.waitingForDisconnect"') === 0) {
      socket.destroy()
      return true
    }
    if (!/^\{"id":9\d{8},/.test(start)) return false
    const { id, result } = JSON.parse(bytes.toString('utf8'))
    const resolve = waiting.get(id)
    waiting.delete(id)
    if (resolve !== undefined) resolve((result && result.result && result.result.value) || '')
    return true
  }
  session.onText = session.isOwn
  readFrames(socket, head, (bytes) => session.onText(bytes))
  return session
}

/** Hands over whole text messages; ends the connection at a close frame, so that the inspector waits for nobody. */
function readFrames(socket, head, onText) {
  let parts = [head]
  let size = head.length
  const take = () => {
    for (;;) {
      const frame = frameOf(parts, size)
      if (frame === null) return undefined
      if (frame.length > MESSAGE_BYTES) return socket.destroy()
      const whole = frame.from + frame.length
      if (size < whole) return undefined
      const all = Buffer.concat(parts)
      parts = [all.slice(whole)]
      size -= whole
      const opcode = all[0] & 15
      if (opcode === 8) return socket.destroy()
      if (opcode === 1) onText(all.slice(frame.from, whole))
    }
  }
  socket.on('data', (chunk) => {
    parts.push(chunk)
    size += chunk.length
    take()
  })
  if (size > 0) setImmediate(take)
}

/** Where the payload of the first frame begins and how long it is; null while its head is not there. */
function frameOf(parts, size) {
  if (size < 2) return null
  if (parts[0].length < 10 && parts.length > 1) parts.splice(0, parts.length, Buffer.concat(parts))
  const first = parts[0]
  const length = first[1] & 127
  if (length < 126) return { from: 2, length }
  if (length === 126) return size < 4 ? null : { from: 4, length: first.readUInt16BE(2) }
  if (size < 10) return null
  return { from: 10, length: first.readUInt32BE(2) * 4294967296 + first.readUInt32BE(6) }
}

/** Masked with zeros: a mask guards proxies against scripts, and here is neither. */
function send(socket, text) {
  if (socket.destroyed) return
  const payload = Buffer.from(text)
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 6 : length < 65536 ? 8 : 14)
  head[0] = 0x81
  if (length < 126) head[1] = 0x80 | length
  else if (length < 65536) {
    head[1] = 0x80 | 126
    head.writeUInt16BE(length, 2)
  } else {
    head[1] = 0x80 | 127
    head.writeUInt32BE(length, 6)
  }
  socket.write(Buffer.concat([head, payload]))
}

/** The first inspector among some ports, attached; null when none of them is one. */
module.exports = async function attachTo(ports, answerMs) {
  for (const port of ports) {
    try {
      return { session: await attach(port, await getTarget(port, answerMs), answerMs), port }
    } catch {
      // Not an inspector, or gone again.
    }
  }
  return null
}
