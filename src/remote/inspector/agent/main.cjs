// memdiag's agent: speaks with one inspector on the node itself, and closes it whatever becomes of memdiag.
//
// Runs as `/proc/PID/exe -e TEXT CONFIG`, by the very program that the process runs, on Node.js 12 and later.
// It is the inspector's only client, so that no half-dead connection hangs on it: `inspector.close()` stops the
// whole process until its clients have answered (measured on Node.js 14 to 25).
// Stdin: CDP messages, one a line; an empty line says that memdiag lives; {"memdiag":NONCE,"do":...} is for the agent.
// Stdout: CDP messages of the target, one a line; {"memdiag":NONCE,"kind":...} are the agent's own.
'use strict'
const net = require('net')
const attachTo = require('./websocket.cjs')
const { WHO, place, CLOSE } = require('./expressions.cjs')
const createProcess = require('./process.cjs')

const config = JSON.parse(process.argv[process.argv.length - 1])
const { pid, nonce } = config
const target = createProcess(config)

// Not process.stdout: that one writes to pipes synchronously, and a reader that hangs would stop the timers.
const out = new net.Socket({ fd: 1, readable: false, writable: true })
/** Nobody listens to what is said any more. */
let lost = false
/** memdiag went away or said to close before anything was open. */
let unwanted = false
let current = null
let drained = () => undefined
out.on('drain', () => drained())
out.on('error', () => lose('the connection was lost'))

function say(kind, fields) {
  if (!lost) out.write(`${JSON.stringify(Object.assign({ memdiag: nonce, kind }, fields))}\n`)
}

function exit(code) {
  if (lost) process.exit(code)
  out.end(() => process.exit(code))
  setTimeout(() => process.exit(code), 1000)
}

function refuse(reason, fields) {
  say('refused', Object.assign({ reason }, fields))
  exit(3)
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const deadlineAt = Date.now() + config.openMs

async function open() {
  if (!target.isSame()) return refuse('gone')
  const candidates = target
    .loopbackPorts()
    .filter(({ port }) => config.anyPort || config.ports.indexOf(port) !== -1)
  const there = await attachTo(candidates, config.answerMs)
  if (there !== null) return begin(there, { opened: false, late: false })
  if (!config.bySignal) return refuse('closed')
  const before = target.loopbackPorts().map(({ port }) => port)
  if (config.signalPort !== 0 && (await isTaken(config.signalPort))) return refuse('port-taken')
  if (!target.catchesUsr1()) return refuse('not-caught')
  if (!target.isSame()) return refuse('gone')
  if (unwanted) return exit(4)
  try {
    process.kill(pid, 'SIGUSR1')
  } catch (error) {
    return refuse(error.code === 'EPERM' ? 'denied' : 'gone')
  }
  return awaitOpening(before)
}

function isTaken(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' })
    socket.on('error', () => resolve(false))
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

/** A process that stands still in native code opens it only when it goes on: watched for, so that it is closed then. */
async function awaitOpening(before) {
  let late = false
  const until = Date.now() + config.lurkMs
  while (Date.now() < until && target.isSame()) {
    const isNew = ({ port }) => before.indexOf(port) === -1
    const opened = await attachTo(target.loopbackPorts().filter(isNew), config.answerMs)
    if (opened !== null) return begin(opened, { opened: true, late })
    if (!late && Date.now() > deadlineAt) {
      late = true
      say('refused', { reason: 'not-opened' })
    }
    await sleep(25)
  }
  return late ? exit(3) : refuse(target.isSame() ? 'not-opened' : 'ended')
}

async function begin({ session, port }, { opened, late }) {
  current = { session, port, opened, closing: false }
  const placing = opened ? session.evaluate(place(config.closeAfterMs)) : Promise.resolve('placed')
  const asking = session.evaluate(WHO)
  const answered = await Promise.race([
    Promise.all([placing, asking]),
    sleep(Math.max(1, deadlineAt - Date.now())).then(() => null),
  ])
  if (late || unwanted) return close('nobody waits for it')
  if (answered === null || !answered[1]) {
    say('refused', { reason: 'blocked', opened })
    return close('the process does not answer')
  }
  const who = JSON.parse(answered[1])
  if (who.pid !== config.innerPid) return refuse('other-process', { other: who.pid })
  if (!opened && (who.marked || config.wasClosed)) {
    // memdiag opened it in an earlier run and could not close it.
    current.opened = true
    await session.evaluate(place(config.closeAfterMs))
  }
  if (config.closing) return close('asked to')
  relay(session)
  say('open', { port: port.port, opened: current.opened, version: who.version })
  setDeadline(config.closeAfterMs)
}

function relay(session) {
  session.onText = (bytes) => {
    if (session.isOwn(bytes) || lost) return
    out.write(bytes)
    if (out.write('\n')) return
    session.socket.pause()
    drained = () => session.socket.resume()
  }
  session.ended.then(() => leave('the inspector closed the connection')).catch(() => exit(6))
}

let deadline = null
/** Earlier than the timer inside the target, which would find a client. */
function setDeadline(ms) {
  clearTimeout(deadline)
  deadline = setTimeout(() => leave('time is up'), Math.max(100, ms - config.earlyMs))
}

function obey(command) {
  if (command.do === 'close') leave('asked to')
  else if (command.do === 'watch') watch(command.below)
  else if (command.do === 'unwatch') clearInterval(watching)
  else if (command.do === 'keep' && current !== null) {
    if (current.opened) current.session.evaluate(place(command.ms))
    setDeadline(command.ms)
  }
}

let lastHeard = Date.now()
let input = ''
process.stdin.setEncoding('utf8')
process.stdin.on('data', (text) => {
  lastHeard = Date.now()
  input += text
  for (let at = input.indexOf('\n'); at !== -1; at = input.indexOf('\n')) {
    const line = input.slice(0, at)
    input = input.slice(at + 1)
    if (line.indexOf('{"memdiag"') === 0) {
      const command = JSON.parse(line)
      if (command.memdiag === nonce) obey(command)
    } else if (line !== '' && current !== null && !current.closing) current.session.send(line)
  }
})
process.stdin.on('end', () => lose('the connection was lost'))
process.stdin.on('error', () => lose('the connection was lost'))
// A network that is cut tells nobody: sshd may keep the channel for hours.
setInterval(() => {
  if (Date.now() - lastHeard > config.silenceMs) lose('memdiag is silent')
}, 1000).unref()

function lose(reason) {
  lost = true
  leave(reason)
}

function leave(reason) {
  unwanted = true
  if (current !== null && !current.closing) close(reason).catch(() => exit(6))
}

/** Closes what memdiag opened, and looks whether it is closed. */
async function close(reason) {
  current.closing = true
  clearInterval(watching)
  clearTimeout(deadline)
  const { session, port, opened } = current
  session.onText = session.isOwn
  session.socket.resume()
  if (!opened) {
    session.socket.destroy()
    say('left-open', { reason })
    return exit(0)
  }
  const until = Date.now() + config.lurkMs
  let toldAt = Date.now() + config.closeMs
  let live = session
  while (target.isSame() && Date.now() < until) {
    if (live !== null) {
      live.evaluate(CLOSE)
      await Promise.race([live.ended, sleep(config.retryMs)])
      if (live.socket.destroyed) live = null
    }
    if (!target.loopbackPorts().some((each) => each.port === port.port)) break
    if (toldAt !== 0 && Date.now() > toldAt) {
      toldAt = 0
      say('unverified', { reason })
    }
    await sleep(50)
    if (live !== null) continue
    const again = await attachTo([port], config.answerMs)
    live = again === null ? null : again.session
  }
  const gone = !target.isSame()
  const isOpen = target.loopbackPorts().some((each) => each.port === port.port)
  say(gone ? 'gone' : isOpen ? 'unverified' : 'closed', { reason })
  return exit(!gone && isOpen ? 5 : 0)
}

let watching = null
let peak = 0
/** Tells how large the process gets, and lets go of the transfer when too little memory is left. */
function watch(below) {
  clearInterval(watching)
  watching = setInterval(() => {
    const rss = target.rss()
    const room = target.headroom()
    if (rss > peak * 1.02) {
      peak = rss
      say('memory', { rss, room })
    }
    if (room !== null && room < below && current !== null && !current.closing) {
      say('abandoned', { rss, room })
      // What the inspector has not sent yet is freed with the connection.
      current.session.socket.destroy()
    }
  }, config.watchMs)
}

open().catch((error) => {
  say('refused', { reason: 'failed', text: String(error && error.message).slice(0, 300) })
  if (current === null) exit(3)
  else if (!current.closing) close('it failed').catch(() => exit(6))
})
