import { createHash } from 'node:crypto'
import { Counter, collectDefaultMetrics, register } from 'prom-client'
import { makeSession, serve, settings } from './kit.js'

// A report is computed for each request, from rows it holds while it works: memory follows the requests in flight. Beside
// them it has a catalogue, which stays as it is. It counts what it answered, as services with Prometheus do.
const { kilobytes, rounds, holdMs, megabytes } = settings({
  kilobytes: 400,
  rounds: 20,
  holdMs: 1500,
  megabytes: 0,
})
const catalogue = Array.from({ length: megabytes * 50 }, (_, id) => makeSession(id, 20))
let inFlight = 0
collectDefaultMetrics()
const answered = new Counter({
  name: 'http_requests_total',
  help: 'Requests that were answered',
  labelNames: ['method', 'route', 'status'],
})

serve(
  {
    '/hit': async () => {
      inFlight += 1
      const rows = Buffer.alloc(kilobytes * 1024, inFlight)
      const digest = createHash('sha256')
      const endAt = Date.now() + holdMs
      for (let round = 0; round < rounds || Date.now() < endAt; round += 1) {
        digest.update(rows.subarray(0, 4096))
        // Other requests go on in the meantime.
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      inFlight -= 1
      answered.inc({ method: 'GET', route: '/hit', status: 200 })
      return { digest: digest.digest('hex'), last: rows.at(-1), products: catalogue.length }
    },
    '/spin': (params) => {
      const endAt = Date.now() + Number(params.get('ms') ?? 20)
      let spins = 0
      while (Date.now() < endAt) spins += 1
      return { spins }
    },
    '/metrics': async (_params, _request, response) => {
      response.end(await register.metrics())
    },
  },
  () => inFlight * kilobytes * 1024,
)
