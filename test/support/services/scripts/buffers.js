import { createServer } from 'node:http'
import { log, report } from './report.js'

// `GET /grow?mb=N` keeps N MB more in Buffers, outside the JavaScript heap.
process.title = `${process.argv[1]}: buffers`
log('[boot] config loaded env=test')
const MB = 1_000_000
const kept = []

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://127.0.0.1')
  if (url.pathname === '/grow') {
    // Filled, because the kernel gives no memory to pages that were never written.
    kept.push(Buffer.alloc(Number(url.searchParams.get('mb')) * MB, 1))
  }
  response.end(`${JSON.stringify(process.memoryUsage())}\n`)
})
server.listen(0, '127.0.0.1', () => report(server.address().port))
