import { mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { Archive } from '../core/store-port.ts'

/** Keeps documents as `ID.json` in a folder, for its owner alone; each is on the disk and was read again before it counts. */
export function createArchive(folder: string): Archive {
  return {
    async keep(id, document) {
      const file = path.join(folder, `${id}.json`)
      const text = `${JSON.stringify(document, null, 2)}\n`
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        // Under another name first: a file that is there is a whole one.
        const half = `${file}.part`
        const handle = await open(half, 'w', 0o600)
        try {
          await handle.writeFile(text)
          await handle.sync()
        } finally {
          await handle.close()
        }
        await rename(half, file)
        if ((await readFile(file, 'utf8')) === text) return
      } catch (error) {
        throw new MemdiagError('store-unavailable', say`Could not archive ${id} in ${folder}.`, {
          cause: error,
        })
      }
      throw new MemdiagError('store-unavailable', say`${file} is not what was written to it.`)
    },
  }
}
