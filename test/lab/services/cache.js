import { makeSession, serve, settings } from './kit.js'

// A cache by URL. With --limit=0 nothing is ever dropped; else the entry used longest ago goes.
const { limit, kilobytes, warm } = settings({ limit: 0, kilobytes: 20, warm: 0 })
const cache = new Map()
let requests = 0

serve(
  {
    '/hit': () => {
      remember(++requests)
    },
  },
  () => cache.size * kilobytes * 1024,
)
for (let count = 0; count < warm; count += 1) remember(++requests)

function remember(id) {
  cache.set(`/product/${id}?from=search`, makeSession(id, kilobytes))
  if (limit > 0 && cache.size > limit) cache.delete(cache.keys().next().value)
}
