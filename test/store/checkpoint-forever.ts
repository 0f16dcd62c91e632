import { openDatabaseThread } from '../../src/store/database-thread.ts'
import { storeOnDatabase } from '../../src/store/open-embedded-store.ts'
import { silentLog } from '../support/store-deps.ts'
import { anOpening, aStepStart } from './events.ts'

/** Run as a process: appends, says how many appends were acknowledged, and writes a checkpoint, until it is killed. */
const [folder = '', id = ''] = process.argv.slice(2)
const database = await openDatabaseThread({ log: silentLog }, folder)
const store = await storeOnDatabase({ log: silentLog, afterwards: async () => undefined }, database)
await store.append(id, 0, [anOpening({ id })])
for (let version = 1; ; version += 1) {
  for (let row = 0; row < 20; row += 1) await store.firstSeen(`${id} ${version} ${row}`)
  process.stdout.write(`${version}\n`)
  await database.exec('CHECKPOINT')
  await store.append(id, version, [aStepStart()])
}
