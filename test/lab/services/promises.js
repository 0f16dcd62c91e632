import { log, makeSession, serve, settings } from './kit.js'

// Each request starts work in the background that waits for a lock. With --leak=1 nobody releases it.
const { leak, kilobytes } = settings({ leak: 1, kilobytes: 20 })
const never = new Promise(() => {})
let waiting = 0

serve(
  {
    '/hit': () => {
      save(makeSession(waiting, kilobytes)).catch((error) => log(`[save] ${error}`))
    },
  },
  () => waiting * kilobytes * 1024,
)

async function save(session) {
  waiting += 1
  await (leak === 1 ? never : new Promise((resolve) => setTimeout(resolve, 100)))
  waiting -= 1
  session.savedAt = Date.now()
}
