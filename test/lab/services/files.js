import { createReadStream } from 'node:fs'
import { makeSession, serve, settings } from './kit.js'

// Serves files: what it read stays in the page cache, not in the process.
const { megabytes } = settings({ megabytes: 0 })
const products = []
for (let id = 0; id < megabytes * 50; id += 1) products.push(makeSession(id, 20))
let readBytes = 0

serve(
  {
    '/read': async (params) => {
      for await (const chunk of createReadStream(params.get('file'))) readBytes += chunk.length
      return { products: products.length }
    },
  },
  () => readBytes,
)
