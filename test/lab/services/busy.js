import { createHash } from 'node:crypto'
import { serve, settings } from './kit.js'

// A report is computed for each request, from rows it holds while it works: memory follows the requests in flight.
const { kilobytes, rounds, holdMs } = settings({ kilobytes: 400, rounds: 40, holdMs: 1500 })
let inFlight = 0

serve(
  {
    '/hit': async () => {
      inFlight += 1
      const rows = Buffer.alloc(kilobytes * 1024, inFlight)
      const digest = createHash('sha256')
      const endAt = Date.now() + holdMs
      for (let round = 0; round < rounds || Date.now() < endAt; round += 1) {
        digest.update(rows.subarray(0, 65_536))
        // Other requests go on in the meantime.
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      inFlight -= 1
      return { digest: digest.digest('hex'), last: rows.at(-1) }
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
