import type { PGlite, Transaction } from '@electric-sql/pglite'
import type { Sql, Statements } from './sql.ts'

/** The statements of the embedded database. */
export function createPgliteSql(database: PGlite): Sql {
  return {
    ...statementsOf(database),
    transaction: async (work) => await database.transaction((tx) => work(statementsOf(tx))),
  }
}

function statementsOf(database: Pick<Transaction, 'query' | 'exec'>): Statements {
  return {
    query: async (text, values = []) => (await database.query(text, [...values])).rows,
    script: async (text) => (await database.exec(text)).flatMap((result) => result.rows),
  }
}
