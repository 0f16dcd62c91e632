import { parentPort, workerData } from 'node:worker_threads'
import type { PGlite, Transaction } from '@electric-sql/pglite'
import { z } from 'zod'
import { type FromDatabase, failureOf, type ToDatabase } from './database-messages.ts'
import { openDatabase } from './embedded-database.ts'

/** The thread that has the embedded database open: it answers what database-thread.ts asks. */
const { folder } = z.object({ folder: z.string() }).parse(workerData)
const transactions = new Map<number, OpenTransaction>()
const listening = new Map<string, () => Promise<void>>()

type OpenTransaction = {
  readonly statements: Transaction
  /** Resolved to commit, rejected to roll back. */
  readonly ending: PromiseWithResolvers<void>
  /** It is over, as it was told to be or as the database would have it. */
  readonly over: Promise<void>
}

class RolledBack extends Error {}

const warn = (fields: Readonly<Record<string, unknown>>, message: string): void =>
  tell({ kind: 'warned', fields, message })
try {
  const database = await openDatabase({ log: { info: () => undefined, warn, error: warn } }, folder)
  parentPort?.on('message', (asked: ToDatabase) => {
    answer(database, asked).then(
      (value) => tell({ kind: 'answer', number: asked.number, value }),
      (error: unknown) => tellFailure(asked.number, error),
    )
  })
  tell({ kind: 'answer', number: 0, value: null })
} catch (error) {
  tellFailure(0, error)
}

function tell(message: FromDatabase): void {
  parentPort?.postMessage(message)
}

function tellFailure(number: number, error: unknown): void {
  tell({ kind: 'failure', number, failure: failureOf(error) })
}

async function answer(database: PGlite, asked: ToDatabase): Promise<unknown> {
  switch (asked.kind) {
    case 'query': {
      const on = asked.within === null ? database : transaction(asked.within).statements
      return (await on.query(asked.text, [...asked.values])).rows
    }
    case 'exec': {
      const on = asked.within === null ? database : transaction(asked.within).statements
      return (await on.exec(asked.text)).map(({ rows }) => rows)
    }
    case 'begin':
      return begin(database, asked.number)
    case 'commit':
    case 'rollback':
      return end(asked.within, asked.kind)
    case 'listen':
      listening.set(asked.channel, await listen(database, asked.channel))
      return null
    case 'unlisten':
      await listening.get(asked.channel)?.()
      listening.delete(asked.channel)
      return null
    case 'close':
      await database.close()
      return null
  }
}

function transaction(number: number): OpenTransaction {
  const open = transactions.get(number)
  if (open === undefined) throw new Error('This transaction is over.')
  return open
}

/** Resolves once it has begun: others wait for it in turn from then on. */
async function begin(database: PGlite, number: number): Promise<null> {
  const begun = Promise.withResolvers<null>()
  const ending = Promise.withResolvers<void>()
  const over = database.transaction(async (statements) => {
    transactions.set(number, { statements, ending, over })
    begun.resolve(null)
    await ending.promise
  })
  over.catch(begun.reject)
  return await begun.promise
}

async function end(number: number, how: 'commit' | 'rollback'): Promise<null> {
  const open = transaction(number)
  transactions.delete(number)
  if (how === 'commit') open.ending.resolve()
  else open.ending.reject(new RolledBack())
  try {
    await open.over
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
  }
  return null
}

async function listen(database: PGlite, channel: string): Promise<() => Promise<void>> {
  return await database.listen(channel, (payload) => tell({ kind: 'notified', channel, payload }))
}
