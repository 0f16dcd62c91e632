import { readEnvironment } from '../../src/config/environment.ts'
import { openEmbeddedStore } from '../../src/store/open-embedded-store.ts'
import { startApp } from '../../src/start-app.ts'
import { anEngine } from './an-engine.ts'
import { realClock, silentLog } from './store-deps.ts'

/** Run as a process: `memdiag start` whose queue can be worked no longer. It ends by itself, and says why. */
const [folder = '', servicesFile = ''] = process.argv.slice(2)
const store = await openEmbeddedStore({ folder, clock: realClock, log: silentLog })
let ids = 0

try {
  await startApp(
    {
      env: readEnvironment(process.env),
      home: folder,
      version: '0.0.0',
      clock: realClock,
      newId: () => `id${(ids += 1)}`,
      log: silentLog,
      signal: new AbortController().signal,
      async openSession() {
        const lost = { ...store, work: () => Promise.reject(new Error('the thread is gone')) }
        return { engine: anEngine(store), store: lost, [Symbol.asyncDispose]: () => store.close() }
      },
    },
    { servicesFile },
  )
} catch (error) {
  process.stdout.write(`${String(error)}\n`)
}
