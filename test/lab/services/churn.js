import { makeSession } from './kit.js'

/**
 * A cache by weak references, twenty reports of so many kilobytes a second, of which the last two are needed. A minor
 * collection keeps what a WeakRef points to, so all of it becomes old and lies there until V8 finds its old space
 * full. How full it may become is what --max-old-space-size says.
 */
export function churn(kilobytes) {
  const cache = new Map()
  let made = 0
  let latest = null
  setInterval(() => {
    made += 1
    latest = { report: makeSession(made, kilobytes), before: latest?.report }
    cache.set(made % 2000, new WeakRef(latest.report))
  }, 50)
}
