import { MemdiagError } from '../../src/core/errors.ts'
import { openEmbeddedStore } from '../../src/store/open-embedded-store.ts'
import { realClock, silentLog } from '../support/store-deps.ts'

/** Run as a process: opens the store in a folder, and tells what came of it. */
const [folder = ''] = process.argv.slice(2)
try {
  const store = await openEmbeddedStore({ folder, clock: realClock, log: silentLog })
  await store.close()
  process.stdout.write('opened')
} catch (error) {
  process.stdout.write(error instanceof MemdiagError ? `${error.code}: ${error.message}` : 'raw')
}
