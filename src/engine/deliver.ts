import { setTimeout as wait } from 'node:timers/promises'
import { MemdiagError, messageOf } from '../core/errors.ts'
import type { Clock, Log, OutboxPost, PostAddress, Posts, Store } from '../core/ports.ts'
import { fold } from '../core/state.ts'
import { withLease } from './lease.ts'
import { POST_RETRY_MS, UPDATE_INTERVAL_MS } from './limits.ts'

export type DeliverDeps = {
  readonly store: Store
  readonly posts: Posts
  readonly clock: Clock
  readonly log: Log
  readonly owner: string
}

/**
 * Drains the outbox of an investigation in order: each post once, each update in place. A post that Slack
 * refuses for good is recorded and passed over; one it cannot take now is thrown, so that the job comes back.
 */
export async function deliver(deps: DeliverDeps, id: string, signal: AbortSignal): Promise<void> {
  const lease = { store: deps.store, name: `thread:${id}`, owner: deps.owner, log: deps.log }
  const drained = await withLease(lease, signal, async (held) => {
    const { slack } = fold(await deps.store.load(id))
    if (slack === null) return true
    for (let posts = await deps.store.pendingPosts(id); posts.length > 0; ) {
      for (const post of posts) {
        if (held.aborted) return false
        const root = slack.threadTs ?? (await deps.store.postRef(id, 'root'))
        const underRoot = post.key === 'root' ? slack.threadTs : root
        if (post.key !== 'root' && root === null) return true
        const address = {
          investigation: id,
          channel: slack.channel,
          ...(underRoot === undefined || underRoot === null ? {} : { threadTs: underRoot }),
        }
        await deliverPost(deps, address, post, held)
      }
      posts = await deps.store.pendingPosts(id)
    }
    return true
  })
  if (drained === null)
    throw new MemdiagError('busy', `The thread of ${id} is being posted by another process.`)
}

async function deliverPost(
  deps: DeliverDeps,
  address: PostAddress,
  post: OutboxPost,
  signal: AbortSignal,
): Promise<void> {
  const { store, log } = deps
  const { investigation } = address
  try {
    const ref = await retrying(signal, () => put(deps, address, post))
    await store.recordPosted(investigation, post.key, { ref, revision: post.revision })
    // Updates of the root message are the only ones that come in a row: they are held to Slack's pace.
    if (post.ref !== null)
      await wait(UPDATE_INTERVAL_MS, undefined, { signal }).catch(() => undefined)
  } catch (error) {
    if (!(error instanceof MemdiagError) || error.code !== 'slack-refused') throw error
    const reason = messageOf(error)
    log.error({ investigation, key: post.key, reason }, 'post refused')
    await store.recordPostRefused(investigation, post.key, { revision: post.revision, reason })
  }
}

async function put(deps: DeliverDeps, address: PostAddress, outbox: OutboxPost): Promise<string> {
  const { posts, store } = deps
  if (outbox.ref !== null) {
    await posts.update(address, outbox.ref, outbox.post)
    return outbox.ref
  }
  // A send whose end is not known may have arrived: look before sending again.
  const sent = outbox.attempted ? await posts.find(address, outbox.key) : null
  if (sent !== null) return sent
  await store.recordPostAttempt(address.investigation, outbox.key)
  return posts.send(address, outbox.post)
}

/** Tries again while Slack is busy; what is left over is the queue's to retry. */
async function retrying<Result>(
  signal: AbortSignal,
  action: () => Promise<Result>,
): Promise<Result> {
  for (const pauseMs of POST_RETRY_MS) {
    try {
      return await action()
    } catch (error) {
      if (!(error instanceof MemdiagError) || error.code !== 'busy' || signal.aborted) throw error
      await wait(pauseMs, undefined, { signal })
    }
  }
  return action()
}
