import { makeSession, serve, settings } from './kit.js'

// Batches that live for a while and are then all garbage: the heap rises until the next collection, and falls.
const { kilobytes, everyMs, keepMs } = settings({ kilobytes: 1000, everyMs: 40, keepMs: 600 })
const batches = new Set()
let made = 0

setInterval(() => {
  const batch = makeSession(++made, kilobytes)
  batches.add(batch)
  setTimeout(() => batches.delete(batch), keepMs)
}, everyMs)

serve({}, () => batches.size * kilobytes * 1024)
