import { join } from 'node:path'
import { fromPglite } from 'pg-boss'
import { createDatabase } from './embedded-database.ts'
import { createJobs } from './jobs.ts'
import { migrate } from './migrate.ts'
import { createPgliteSql } from './pglite-sql.ts'

/** An empty database with all tables and queues, as the gzipped tar that openDatabase unpacks. */
export async function makeStoreTemplate(folder: string): Promise<Uint8Array> {
  const database = await createDatabase(join(folder, 'postgres'))
  try {
    const sql = createPgliteSql(database)
    await migrate(sql)
    const boss = { db: fromPglite(database), backend: 'pglite' } as const
    const jobs = await createJobs({
      sql,
      database: { send: boss, work: boss, soleOwner: true },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    })
    await jobs.close()
    const dump = await database.dumpDataDir('gzip')
    return new Uint8Array(await dump.arrayBuffer())
  } finally {
    await database.close()
  }
}
