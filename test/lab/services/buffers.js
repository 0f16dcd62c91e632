import { serve, settings } from './kit.js'

// Uploads are kept as Buffers, outside the JavaScript heap. With --limit=0 none is ever dropped.
const { limit, kilobytes } = settings({ limit: 0, kilobytes: 256 })
const uploads = []

serve(
  {
    '/hit': () => {
      // Filled, because the kernel gives no memory to pages that were never written.
      uploads.push(Buffer.alloc(kilobytes * 1024, 1))
      if (limit > 0 && uploads.length > limit) uploads.shift()
    },
  },
  () => uploads.length * kilobytes * 1024,
)
