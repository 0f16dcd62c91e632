import { fileURLToPath } from 'node:url'

/** Another version of Node.js, as npm's package has it; the file is absent where those are not installed. */
export function nodeOf(version: number): string {
  const file = `../../heap/peers/node_modules/node-${version}/bin/node`
  return fileURLToPath(new URL(file, import.meta.url))
}
