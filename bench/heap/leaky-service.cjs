'use strict'
// The service whose heap the benchmark and the tests look at. Plain CommonJS without dependencies, so that Node 14 and
// newer run it. argv: factor (1 is about 40 MB of snapshot), then a file for each snapshot.
// Between two of them it leaks subscriptions and replaces a part of its sessions.
const fs = require('node:fs')
const path = require('node:path')
const v8 = require('node:v8')
const { EventEmitter } = require('node:events')

class Session {
  constructor(id, user) {
    this.id = id
    this.user = user
    this.messages = []
    this.attributes = new Map([
      ['locale', 'de'],
      ['seen', id],
    ])
    this.onClose = () => this.id + user.length
  }
}

class Message {
  constructor(id, from, text) {
    this.id = id
    this.from = from
    this.text = text
    this.at = { seconds: id, zone: 'UTC' }
  }
}

class Socket extends EventEmitter {
  constructor(session) {
    super()
    this.session = session
    this.destroyed = false
    this.buffer = new Uint8Array(16)
    this.on('close', () => session.id)
  }
}

class LeakedSubscription {
  constructor(topic, handler) {
    this.topic = topic
    this.handler = handler
    this.payload = { topic, retries: 0, history: [topic, topic + '!'] }
  }
}

const state = {
  sessions: new Map(),
  sockets: new Set(),
  byUser: Object.create(null),
  meta: new WeakMap(),
  queue: null,
  subscriptions: [],
  pattern: /^session-(\d+)$/,
  'non-ascii ключ "quoted"': 'значение \u{1f600} \\ "x"',
}

function register(session) {
  const socket = new Socket(session)
  state.sockets.add(socket)
  state.meta.set(session, { created: session.id, tags: ['a', 'b'] })
  return socket
}

function open(id) {
  const session = new Session(id, 'user-' + id)
  for (let i = 0; i < 6; i += 1) {
    session.messages.push(new Message(id * 10 + i, session, 'text ' + id + '/' + i))
  }
  state.sessions.set(id, session)
  state.byUser['user-' + id] = session
  state.queue = { value: id, next: state.queue }
  return register(session)
}

function leak(id) {
  const session = state.sessions.get(id)
  state.subscriptions.push(
    new LeakedSubscription('topic-' + id, () => (session ? session.user : state.queue)),
  )
}

function write(file) {
  // writeHeapSnapshot would freeze the same; getHeapSnapshot exists in every version too but is slower.
  v8.writeHeapSnapshot(file)
  fs.writeSync(
    1,
    JSON.stringify({ file: path.basename(file), bytes: fs.statSync(file).size }) + '\n',
  )
}

const factor = Number(process.argv[2])
const files = process.argv.slice(3)
const count = Math.round(8400 * factor)
for (let id = 0; id < count; id += 1) open(id)

function churn(round) {
  const from = count + round * Math.round(count * 0.12)
  for (let id = round; id < count; id += 12) {
    state.sessions.delete(id)
    delete state.byUser['user-' + id]
  }
  for (const socket of state.sockets) {
    if (socket.session.id % 24 === round) state.sockets.delete(socket)
    else if (socket.session.id % 12 === round) socket.destroyed = true
  }
  for (let id = from; id < from + count * 0.12; id += 1) open(id)
  for (let id = 0; id < count / 4; id += 1) leak(id)
}

// From a timer, so that no stack of this script holds anything.
function next(round) {
  write(files[round])
  if (round + 1 === files.length) return
  churn(round)
  setTimeout(next, 0, round + 1)
}
setTimeout(next, 0, 0)
