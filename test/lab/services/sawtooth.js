import { makeSession, serve, settings } from './kit.js'

// Batches are gathered, sent, and are then all garbage: the heap rises until the next collection, and falls.
const { kilobytes, everyMs, keepMs } = settings({ kilobytes: 1000, everyMs: 40, keepMs: 3000 })
const batches = new Set()
let made = 0

setInterval(() => {
  batches.add(makeSession(++made, kilobytes))
}, everyMs)
setInterval(() => batches.clear(), keepMs)

serve({}, () => batches.size * kilobytes * 1024)
