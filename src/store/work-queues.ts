import { once } from 'node:events'
import { PgBoss, type ConstructorOptions, type Job, type WorkOptions } from 'pg-boss'
import { messageOf } from '../core/errors.ts'
import { mask } from '../core/mask.ts'
import type { JobHandlers } from '../core/store-port.ts'
import type { Log } from '../core/ports.ts'
import { watchBoss } from './boss-log.ts'
import type { JobsDatabase } from './jobs.ts'
import { STORE_LIMITS } from './limits.ts'
import { Doorbell, QUEUES, type QueueName } from './queues.ts'
import { columnText } from './sql.ts'

type Deps = {
  readonly database: JobsDatabase
  readonly log: Log
  readonly atOnce: number | undefined
}

/**
 * Works both queues until the signal. Of one investigation only one job of a queue runs at a time, on all
 * replicas together; a doorbell that rings meanwhile is answered right after. Handlers hear the signal too.
 */
export async function workQueues(
  deps: Deps,
  handlers: JobHandlers,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return
  const boss = new PgBoss({ ...deps.database.work, ...WORKER })
  watchBoss(boss, deps.log)
  try {
    await boss.start()
    for (const queue of QUEUES) {
      await boss.work<unknown>(queue, optionsOf(queue, deps.atOnce), async (jobs) => {
        for (const job of jobs) await answer(deps.log, { queue, job }, handlers, signal)
      })
    }
    if (!signal.aborted) await once(signal, 'abort')
    // Waits for as long as the handlers run; stop alone would fail them after its time limit.
    await Promise.all(QUEUES.map((queue) => boss.offWork(queue, { wait: true })))
  } finally {
    await boss.stop({ graceful: true })
  }
}

const WORKER = {
  schema: 'pgboss',
  supervise: true,
  schedule: false,
  useListenNotify: true,
  superviseIntervalSeconds: STORE_LIMITS.superviseSeconds,
  monitorIntervalSeconds: STORE_LIMITS.superviseSeconds,
  registerInstance: false,
  openTelemetry: { enabled: false },
} as const satisfies ConstructorOptions

function optionsOf(
  queue: QueueName,
  atOnce: number = STORE_LIMITS.advanceConcurrency,
): WorkOptions {
  // Each worker looks for itself: where there are more of them, each looks less often.
  const workers = queue === 'advance' ? atOnce : STORE_LIMITS.deliverConcurrency
  const pollSeconds =
    STORE_LIMITS.pollSeconds * Math.max(1, Math.round(workers / STORE_LIMITS.advanceConcurrency))
  return {
    localConcurrency: workers,
    groupConcurrency: 1,
    pollingIntervalSeconds: pollSeconds,
    notifyPollingIntervalSeconds: pollSeconds,
    heartbeatRefreshSeconds: STORE_LIMITS.heartbeatRefreshSeconds,
  }
}

async function answer(
  log: Log,
  { queue, job }: { readonly queue: QueueName; readonly job: Job<unknown> },
  handlers: JobHandlers,
  signal: AbortSignal,
): Promise<void> {
  // A fetch may have been under way when the signal came: such a job goes back and is tried again.
  if (signal.aborted) throw new Error('memdiag is stopping')
  const { investigation } = Doorbell.parse(job.data)
  const failure = await failureOf(() =>
    handlers[queue](investigation, AbortSignal.any([signal, job.signal])),
  )
  if (failure === null) return
  // A handler that gave up because it was told to has not failed; its job waits for the next start.
  if (!signal.aborted) {
    log.warn({ investigation, queue, error: failure }, 'a job failed and will be tried again')
  }
  // pg-boss stores what is thrown with the job, causes included: words alone, masked, as a column takes them.
  throw new Error(failure)
}

async function failureOf(handle: () => Promise<void>): Promise<string | null> {
  try {
    await handle()
    return null
  } catch (error) {
    return columnText(mask(messageOf(error)))
  }
}
