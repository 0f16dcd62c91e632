import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from '../../src/core/ports.ts'
import type { Store } from '../../src/core/store-port.ts'
import { openEmbeddedStore } from '../../src/store/open-embedded-store.ts'
import { realClock, silentLog } from './store-deps.ts'
import { storeTemplate } from './store-template.ts'

export type OpenStore = AsyncDisposable & { readonly store: Store; readonly folder: string }

/** An open embedded store in a folder of its own, copied from the template; disposing closes and removes it. */
export async function aStore(deps: { readonly log?: Log } = {}): Promise<OpenStore> {
  const folder = await aDataFolder()
  const store = await openEmbeddedStore({ folder, clock: realClock, log: deps.log ?? silentLog })
  return {
    store,
    folder,
    [Symbol.asyncDispose]: async () => {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The store of a command line that does not run just now. The caller closes it. */
export function openStoreOf({ folder }: { readonly folder: string }): Promise<Store> {
  return openEmbeddedStore({ folder: join(folder, 'data'), clock: realClock, log: silentLog })
}

/** A data folder with a database in it that nobody has open. The caller removes it. */
export async function aDataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'memdiag-store-'))
  await fillDataFolder(folder)
  return folder
}

/** Copies the template into a folder. */
export async function fillDataFolder(folder: string): Promise<void> {
  await cp(await storeTemplate(), folder, { recursive: true })
}
