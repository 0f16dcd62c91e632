import type { PgBoss, Queue } from 'pg-boss'
import { z } from 'zod'
import { STORE_LIMITS } from './limits.ts'

export const QUEUES = ['advance', 'deliver'] as const
export type QueueName = (typeof QUEUES)[number]

/** All that a job carries. */
export const Doorbell = z.object({ investigation: z.string() })

const OPTIONS = {
  notify: true,
  retryLimit: STORE_LIMITS.retryLimit,
  retryBackoff: true,
  retryDelay: STORE_LIMITS.retryDelaySeconds,
  retryDelayMax: STORE_LIMITS.retryDelayMaxSeconds,
  heartbeatSeconds: STORE_LIMITS.heartbeatSeconds,
  expireInSeconds: STORE_LIMITS.handlerSeconds,
  retentionSeconds: STORE_LIMITS.doorbellKeptSeconds,
  deleteAfterSeconds: STORE_LIMITS.finishedJobKeptSeconds,
} as const satisfies Omit<Queue, 'name'>

/** Creates the queues, or brings them up to date when another version of memdiag made them. */
export async function installQueues(boss: PgBoss): Promise<void> {
  const installed = await boss.getQueues([...QUEUES])
  for (const name of QUEUES) {
    const queue = installed.find((each) => each.name === name)
    if (queue === undefined) await boss.createQueue(name, OPTIONS)
    else if (!isCurrent(queue)) await boss.updateQueue(name, OPTIONS)
  }
}

function isCurrent(queue: Queue): boolean {
  const actual = new Map<string, unknown>(Object.entries(queue))
  return Object.entries(OPTIONS).every(([option, value]) => actual.get(option) === value)
}
