import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { serve, settings } from './kit.js'

// Keeps rendered pages in files on a tmpfs: memory that no process holds and the kernel cannot give back.
const { kilobytes, limit } = settings({ kilobytes: 1024, limit: 0 })
const folder = process.argv[2]
mkdirSync(folder, { recursive: true })
let pages = 0

serve(
  {
    '/hit': () => {
      writeFileSync(`${folder}/page-${++pages}`, Buffer.alloc(kilobytes * 1024, 1))
      if (limit > 0 && pages > limit) rmSync(`${folder}/page-${pages - limit}`)
    },
  },
  () => Math.min(pages, limit === 0 ? pages : limit) * kilobytes * 1024,
)
