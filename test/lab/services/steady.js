import { makeSession, serve, settings } from './kit.js'

// Everything the service knows is loaded at start, and stays as it is.
const { megabytes } = settings({ megabytes: 40 })
const products = []
for (let id = 0; id < megabytes * 50; id += 1) products.push(makeSession(id, 20))
let asked = 0

serve(
  { '/hit': () => ({ sku: products[asked++ % products.length].items[0].sku }) },
  () => products.length * 20 * 1024,
)
