import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Log } from '../../src/core/ports.ts'
import { openDatabase } from '../../src/store/embedded-database.ts'
import { makeStoreTemplate } from '../../src/store/make-store-template.ts'
import { silentLog } from '../support/store-deps.ts'

/** initdb takes 2-8 s, more on a busy machine. */
const INITDB_MS = 120_000

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memdiag-database-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('the first start', () => {
  test(
    'unpacks the template, which has the tables and the queues already',
    async () => {
      const fresh = join(folder, 'fresh')
      await mkdir(fresh)
      const template = new Blob([await makeStoreTemplate(folder)])

      const database = await openDatabase(
        { log: silentLog, template: async () => await Promise.resolve(template) },
        fresh,
      )

      const { rows } = await database.query(
        `SELECT name, (SELECT count(*)::integer FROM memdiag.event) AS events FROM pgboss.queue
         WHERE name IN ('advance', 'deliver') ORDER BY name`,
      )
      expect(rows).toEqual([
        { name: 'advance', events: 0 },
        { name: 'deliver', events: 0 },
      ])
      await database.close()
    },
    INITDB_MS,
  )

  test(
    'makes a database of its own when the template is of no use, and says so',
    async () => {
      const warnings: string[] = []
      const log: Log = { ...silentLog, warn: (_, message) => warnings.push(message) }

      const database = await openDatabase(
        { log, template: async () => await Promise.resolve(new Blob(['not a tar'])) },
        folder,
      )

      const { rows } = await database.query('SHOW server_version')
      expect(rows).toEqual([{ server_version: expect.stringMatching(/^18\./) }])
      expect(warnings).toEqual(['the template of the database is of no use: making one'])
      await database.close()
    },
    INITDB_MS,
  )
})
