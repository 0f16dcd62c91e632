import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { EmbeddedDatabase } from './database-thread.ts'
import type { Sql, Statements } from './sql.ts'

/** The statements of the embedded database. Throws `store-unavailable` when its disk is full: nothing of the statement is kept. */
export function createPgliteSql(
  database: Pick<EmbeddedDatabase, 'query' | 'exec' | 'transaction'>,
): Sql {
  return {
    ...statementsOf(database),
    transaction: async (work) => {
      try {
        return await database.transaction((tx) => work(statementsOf(tx)))
      } catch (error) {
        throw diskFault(error)
      }
    },
  }
}

/** Postgres' own word for it: errcodes, class 53. */
const DISK_FULL = '53100'

function diskFault(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== DISK_FULL) return error
  return new MemdiagError(
    'store-unavailable',
    say`Could not store: no space left on the disk of the data folder.`,
    {
      hint: say`Make room there. What was stored before is as it was, and memdiag goes on from it.`,
      cause: error,
    },
  )
}

function statementsOf(database: Pick<EmbeddedDatabase, 'query' | 'exec'>): Statements {
  return {
    query: async (text, values = []) => {
      try {
        return (await database.query(text, [...values])).rows
      } catch (error) {
        throw diskFault(error)
      }
    },
    script: async (text) => (await database.exec(text)).flatMap((result) => result.rows),
  }
}
