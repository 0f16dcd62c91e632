import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Another version of Node.js, as npm's package has it; the file is absent where those are not installed. */
export function nodeOf(version: number): string {
  const file = `../../heap/peers/node_modules/node-${version}/bin/node`
  return fileURLToPath(new URL(file, import.meta.url))
}

/** Of which versions `npm run cuts` takes its processes, in turn: MEMDIAG_CUTS_NODES=18,20 for some of them. */
const CUT_VERSIONS = process.env['MEMDIAG_CUTS_NODES'] ?? '18,20,22,24'

/** The programs of those versions, where they are installed; else this one. A version that was asked for has to be there. */
export function nodesToCut(): readonly string[] {
  const all = CUT_VERSIONS.split(',').map((version) => nodeOf(Number(version)))
  const there = all.filter((each) => existsSync(each))
  if (process.env['MEMDIAG_CUTS_NODES'] !== undefined && there.length < all.length)
    throw new Error(`MEMDIAG_CUTS_NODES=${CUT_VERSIONS}: not all of ${all.join(', ')} are there`)
  return there.length > 0 ? there : [process.execPath]
}
