import { createHash } from 'node:crypto'
import { makeSession, serve, settings } from './kit.js'

// A report is computed for each request, from rows it holds while it works: memory follows the requests in flight. Beside
// them it has a catalogue, which stays as it is.
const { kilobytes, rounds, holdMs, megabytes } = settings({
  kilobytes: 400,
  rounds: 20,
  holdMs: 1500,
  megabytes: 0,
})
const catalogue = Array.from({ length: megabytes * 50 }, (_, id) => makeSession(id, 20))
let inFlight = 0

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
      return { digest: digest.digest('hex'), last: rows.at(-1), products: catalogue.length }
    },
    '/spin': (params) => {
      const endAt = Date.now() + Number(params.get('ms') ?? 20)
      let spins = 0
      while (Date.now() < endAt) spins += 1
      return { spins }
    },
  },
  () => inFlight * kilobytes * 1024,
)
