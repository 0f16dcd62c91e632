// Chrome DevTools' own worker, its sources from npm (npm ci --prefix test/heap/peers --ignore-scripts).
import { loadWithDevTools } from '../../../test/heap/support/devtools.ts'

const [a = '', b = ''] = process.argv.slice(2)
const older = await loadWithDevTools(a)
const newer = await loadWithDevTools(b)
const rows = newer.calculateSnapshotDiff(1, older.aggregatesForDiff(newer.interfaceDefinitions()))
process.stdout.write(`${Object.keys(rows).length}\n`)
