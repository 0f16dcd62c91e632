import type { Pool, PoolClient, QueryResult } from 'pg'
import type { Sql, Statements } from './sql.ts'

/** The statements of a Postgres server. `fault` words what the driver throws. */
export function createPostgresSql(pool: Pool, fault: (error: unknown) => unknown): Sql {
  return {
    ...statementsOf(pool, fault),
    transaction: async (work) => {
      const client = await connect(pool, fault)
      return await settle(client, work, fault)
    },
  }
}

async function connect(pool: Pool, fault: (error: unknown) => unknown): Promise<PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw fault(error)
  }
}

async function settle<Result>(
  client: PoolClient,
  work: (tx: Statements) => Promise<Result>,
  fault: (error: unknown) => unknown,
): Promise<Result> {
  // A client that is checked out has no listener of the pool's: a lost connection would end the process.
  let lost: Error | undefined
  const onError = (error: Error): void => {
    lost = error
  }
  client.on('error', onError)
  try {
    await client.query('BEGIN')
    const result = await work(statementsOf(client, fault))
    await client.query('COMMIT')
    return result
  } catch (error) {
    lost ??= await rollback(client)
    throw fault(error)
  } finally {
    client.off('error', onError)
    client.release(lost)
  }
}

/** What made the rollback fail, if it did: such a client must not go back to the pool. */
async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK')
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function statementsOf(
  client: Pick<Pool, 'query'> | Pick<PoolClient, 'query'>,
  fault: (error: unknown) => unknown,
): Statements {
  return {
    query: async (text, values = []) => {
      try {
        return (await client.query<Record<string, unknown>>(text, [...values])).rows
      } catch (error) {
        throw fault(error)
      }
    },
    script: async (text) => {
      try {
        // The driver answers several statements with several results, which its types do not say.
        const answer: QueryResult | QueryResult[] = await client.query(text)
        return Array.isArray(answer) ? answer.flatMap((each) => each.rows) : answer.rows
      } catch (error) {
        throw fault(error)
      }
    },
  }
}
