import { openEmbeddedStore } from '../../src/store/open-embedded-store.ts'
import { realClock, silentLog } from '../support/store-deps.ts'
import { anOpening, aPost, aStepStart } from './events.ts'

/** Run as a process: appends to one log until it is killed, and tells of each append that was acknowledged. */
const [folder = '', id = ''] = process.argv.slice(2)
const store = await openEmbeddedStore({ folder, clock: realClock, log: silentLog })
await store.append(id, 0, [anOpening({ id })])
for (let version = 1; ; version += 1) {
  process.stdout.write(`${version}\n`)
  await store.append(id, version, [aStepStart()], {
    posts: [aPost({ text: `${version}` })],
    advanceInSeconds: 0,
  })
}
