// heap-snapshot-toolkit: an older DevTools on one thread; its comparison needs everything of both snapshots.
import { createReadStream } from 'node:fs'
import { createRequire } from 'node:module'
const { diff, parse } = createRequire(import.meta.url)('heap-snapshot-toolkit')
const [a, b] = process.argv.slice(2)
const older = await parse(createReadStream(a, 'utf-8'))
const newer = await parse(createReadStream(b, 'utf-8'))
process.stdout.write(`${Object.keys(await diff(older, newer)).length}\n`)
