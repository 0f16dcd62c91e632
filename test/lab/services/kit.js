import { mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'

// `import 'node:http'` loads all of undici with it, 5 MB more in each worker: see src/demo/service/worker.js.
const { createServer } = process.getBuiltinModule('node:http')

// node-agent keeps a service's console in a file named after application and server.
const folder = process.argv.includes('--agent=1') ? 'log/Lab/CheckoutServer' : 'log'
mkdirSync(folder, { recursive: true })
const descriptor = openSync(
  process.argv.includes('--agent=1') ? `${folder}/Lab.CheckoutServer.log` : 'log/service.log',
  'a',
)

/** One line in node-agent's format. */
export function log(text) {
  writeSync(descriptor, `${time()}|${process.pid}|DEBUG|service.js:1|${text}\n`)
}

/** node-agent's own log, in which it states how many workers it starts and what it took the machine for. */
export function openAgentLog() {
  const file = openSync(`${folder}/Lab.CheckoutServer_agent.log`, 'a')
  return (text) => writeSync(file, `${time()}|${process.pid}|INFO|${text}\n`)
}

/** The host's own time, as node-agent writes it. */
function time() {
  const now = new Date()
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19).replace('T', ' ')
}

/** `--name=value` of the command line as numbers; the defaults say which names there are. */
export function settings(defaults) {
  const given = process.argv.slice(2).filter((word) => word.startsWith('--'))
  const pairs = given.map((word) => word.slice(2).split('='))
  const known = pairs.filter(([name]) => name in defaults)
  return {
    ...defaults,
    ...Object.fromEntries(known.map(([name, value]) => [name, Number(value)])),
  }
}

/**
 * Serves routes on a free port. `GET /truth` says what this process holds, by its own count: that is what a
 * verdict is held against. `held` returns the bytes of the fault.
 */
export function serve(routes, held = () => 0) {
  log('[boot] config loaded env=production')
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error))
  })
  async function answer(request, response) {
    const url = new URL(request.url, 'http://127.0.0.1')
    const route = { ...routes, '/truth': truth }[url.pathname]
    if (route === undefined) return response.writeHead(404).end()
    const body = await route(url.searchParams, request, response)
    if (!response.writableEnded) response.end(`${JSON.stringify(body ?? {})}\n`)
  }
  function truth() {
    return { pid: process.pid, memory: process.memoryUsage(), heldBytes: Math.round(held()) }
  }
  server.listen(0, '127.0.0.1', () => ready(server.address().port))
  return server
}

/** Tells the laboratory the port: by the channel to it, or by a file where a process manager stands between. */
export function ready(port) {
  log(`[boot] server listening on ${port}`)
  endWithParent()
  if (process.argv.includes('--ready-file')) writeFileSync(`ready-${process.pid}`, String(port))
  else if (process.connected) process.send({ kind: 'ready', port })
}

/** The channel to the parent closes when that ends, however it ends. */
export function endWithParent() {
  if (process.send === undefined) return
  process.on('disconnect', () => process.exit(0))
  if (!process.connected) process.exit(0)
}

/** A session of about so many kilobytes: small objects and strings of its own, as services keep them. */
export function makeSession(id, kilobytes) {
  const session = new Session(id)
  // Measured: 1 KB is about eight items of two strings and an object.
  for (let count = 0; count < kilobytes * 8; count += 1) session.items.push(new Item(id, count))
  return session
}

// Constructors, so that heap snapshots have names to show.
function Session(id) {
  this.id = id
  this.items = []
}

function Item(id, count) {
  this.sku = `sku-${id}-${count}`
  this.label = `item ${count} of session ${id}`
  this.count = count
}
