import { makeSession, serve, settings } from './kit.js'

// Each request starts a timer that keeps its session fresh. It is cleared only with --leak=0.
const { leak, kilobytes, everyMs } = settings({ leak: 1, kilobytes: 20, everyMs: 60_000 })
let running = 0

serve(
  {
    '/hit': () => {
      const session = makeSession(running, kilobytes)
      const timer = setInterval(() => {
        session.refreshedAt = Date.now()
      }, everyMs)
      running += 1
      if (leak === 1) return
      setTimeout(() => {
        clearInterval(timer)
        running -= 1
      }, 200)
    },
  },
  () => running * kilobytes * 1024,
)
