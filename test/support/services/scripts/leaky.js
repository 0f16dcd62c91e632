import { createServer } from 'node:http'
import { log, report } from './report.js'

// `GET /grow?mb=N` keeps about N MB more: sessions of small objects that a closure holds for ever.
process.title = `${process.argv[1]}: leaky`
log('[boot] config loaded env=test')
const OBJECTS_PER_MB = 4000
const listeners = []

// A constructor, so that heap snapshots have a name to show.
function LeakySession(id) {
  this.id = id
  this.items = [{ sku: `sku-${id}`, count: id % 7 }]
  this.visited = [id, id + 1, id + 2]
  this.label = `session ${id}`
}

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://127.0.0.1')
  if (url.pathname === '/grow') grow(Number(url.searchParams.get('mb')))
  response.end(`${JSON.stringify(process.memoryUsage())}\n`)
})
server.listen(0, '127.0.0.1', () => report(server.address().port))

function grow(megabytes) {
  for (let count = 0; count < megabytes * OBJECTS_PER_MB; count += 1) {
    const session = new LeakySession(listeners.length)
    listeners.push(() => session.items.length)
  }
  log(`[leak] ${listeners.length} listeners`)
}
