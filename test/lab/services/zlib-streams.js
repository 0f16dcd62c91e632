import { createDeflate } from 'node:zlib'
import { serve, settings } from './kit.js'

// Each request makes a stream that compresses its audit trail. It is closed only with --leak=0.
const { leak } = settings({ leak: 1 })
// zlib's deflate takes (1 << (windowBits + 2)) + (1 << (memLevel + 9)): 256 KiB with Node's defaults (zconf.h).
const BYTES_EACH = 262_144
const open = new Set()

serve(
  {
    '/hit': async () => {
      const stream = createDeflate()
      open.add(stream)
      stream.resume()
      await new Promise((resolve) => stream.write('audit trail '.repeat(400), resolve))
      if (leak === 1) return
      stream.close()
      open.delete(stream)
    },
  },
  () => open.size * BYTES_EACH,
)
