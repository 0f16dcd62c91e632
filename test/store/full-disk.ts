import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { MemdiagError } from '../../src/core/errors.ts'
import { openEmbeddedStore } from '../../src/store/open-embedded-store.ts'
import { realClock, silentLog } from '../support/store-deps.ts'
import { fillDataFolder } from '../support/store.ts'
import { anEvidence, anOpening } from './events.ts'

/** Run as a process on a small file system: fills it, appends until there is no room, makes room, and tells. */
const [disk = ''] = process.argv.slice(2)
const folder = path.join(disk, 'data')
await fillDataFolder(folder)
const open = () => openEmbeddedStore({ folder, clock: realClock, log: silentLog })
const first = await open()
await first.append('inv-1', 0, [anOpening()])
const fillers = fillUp()
let acknowledged = 1
let refusal: unknown
while (refusal === undefined) {
  try {
    await first.append('inv-1', acknowledged, [anEvidence(`${acknowledged}${'x'.repeat(60_000)}`)])
    acknowledged += 1
  } catch (error) {
    refusal = error
  }
}
const whileFull = (await first.load('inv-1')).length
for (const filler of fillers) rmSync(filler)
await first.append('inv-1', acknowledged, [anEvidence('room again')])
await first.close()
const again = await open()
const afterwards = (await again.load('inv-1')).length
await again.close()
const known = refusal instanceof MemdiagError ? refusal : null
process.stdout.write(
  JSON.stringify({ code: known?.code, hint: known?.hint, acknowledged, whileFull, afterwards }),
)

function fillUp(): string[] {
  const files: string[] = []
  for (;;) {
    const file = path.join(disk, `filler-${files.length}`)
    files.push(file)
    try {
      writeFileSync(file, Buffer.alloc(256 * 1024))
    } catch {
      return files
    }
  }
}
