import { parentPort } from 'node:worker_threads'
import type { FromDatabase } from '../../src/store/database-messages.ts'

/** A database's thread that opens, and ends at the first thing it is asked. */
const opened: FromDatabase = { kind: 'answer', number: 0, value: null }
parentPort?.once('message', () => process.exit(7))
parentPort?.postMessage(opened)
