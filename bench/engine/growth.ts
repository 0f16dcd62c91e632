// How list, show and resume fare as investigations pile up: the time of each with so many stored.
import type { Event } from '../../src/core/event.ts'
import type { Store } from '../../src/core/store-port.ts'
import { fold } from '../../src/core/state.ts'
import { openEmbeddedStore } from '../../src/store/open-embedded-store.ts'
import { openPostgresStore } from '../../src/store/open-postgres-store.ts'
import { quantile } from './figures.ts'
import { clock, type Job, silent } from './job.ts'

/** Logs written at once: one transaction each, as in life. */
const BATCH = 20
/** Times an operation is measured. */
const ROUNDS = 15

export type Growth = { readonly stored: number; readonly listMs: number; readonly resumeMs: number }

/** Copies one finished log under new ids until so many are stored, and tells what it measured at each size. */
export async function* measureGrowth(
  database: Job['database'],
  log: readonly Event[],
  sizes: readonly number[],
): AsyncGenerator<Growth> {
  const store: Store =
    'url' in database
      ? await openPostgresStore({ url: database.url, clock, log: silent })
      : await openEmbeddedStore({ folder: database.folder, clock, log: silent })
  try {
    let stored = 0
    for (const size of sizes) {
      while (stored < size) {
        const batch = Array.from(
          { length: Math.min(BATCH, size - stored) },
          (_, each) => stored + each,
        )
        await Promise.all(
          batch.map((number) => store.append(idOf(number), 0, renamed(log, number))),
        )
        stored += batch.length
      }
      yield {
        stored,
        listMs: await median(() => store.list(20)),
        resumeMs: await median(async (round) => {
          const id = await store.resolveId(idOf((round * 7919) % stored))
          fold(await store.load(id))
        }),
      }
    }
  } finally {
    await store.close()
  }
}

async function median(action: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now()
    await action(round)
    times.push(performance.now() - begun)
  }
  return quantile(times, 0.5)
}

function idOf(number: number): string {
  return `g${number.toString(36).padStart(9, '0')}`
}

/** Begun a second apart, as no thousands of investigations begin at one moment. */
function renamed(log: readonly Event[], number: number): Event[] {
  return log.map((event) =>
    event.kind === 'opened'
      ? {
          ...event,
          id: idOf(number),
          at: new Date(Date.parse(event.at) - number * 1000).toISOString(),
        }
      : event,
  )
}
