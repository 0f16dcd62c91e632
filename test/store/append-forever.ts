import { openEmbeddedStore } from '../../src/store/open-embedded-store.ts'
import { realClock, silentLog } from '../support/store-deps.ts'
import { anOpening, aPost, aStepStart } from './events.ts'

/**
 * Run as a process: appends to one log until it is killed, and tells of each append that was acknowledged.
 * With `work` it takes the first job instead, says 1, and never ends it.
 */
const [folder = '', id = '', mode = 'append'] = process.argv.slice(2)
const store = await openEmbeddedStore({ folder, clock: realClock, log: silentLog })
await store.append(id, 0, [anOpening({ id })], mode === 'work' ? { advanceInSeconds: 0 } : {})
if (mode === 'work') {
  const hang = async (): Promise<void> => {
    process.stdout.write('1\n')
    await new Promise(() => undefined)
  }
  await store.work({ advance: hang, deliver: hang }, new AbortController().signal)
}
for (let version = 1; ; version += 1) {
  process.stdout.write(`${version}\n`)
  await store.append(id, version, [aStepStart()], {
    posts: [aPost({ text: `${version}` })],
    advanceInSeconds: 0,
  })
}
