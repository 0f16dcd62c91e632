import { setTimeout as wait } from 'node:timers/promises'
import { MemdiagError, messageOf } from '../core/errors.ts'
import type { SlackThread } from '../core/event.ts'
import type { Clock, Log, PostAddress, Posts } from '../core/ports.ts'
import type { OutboxPost, Store } from '../core/store-port.ts'
import { fold } from '../core/state.ts'
import { withLease } from './lease.ts'
import { POST_RETRY_MS, UPDATE_INTERVAL_MS } from './limits.ts'
import { say } from '../core/say.ts'

export type DeliverDeps = {
  readonly store: Store
  readonly posts: Posts
  readonly clock: Clock
  readonly log: Log
  readonly owner: string
}

/**
 * Drains the outbox of an investigation in order: each post once, each update in place, at most one a second.
 * A post that Slack refuses for good is recorded and passed over; one it cannot take now (it is busy, or the token
 * is no longer good) is thrown, so that the job comes back and nothing overtakes it.
 */
export async function deliver(deps: DeliverDeps, id: string, signal: AbortSignal): Promise<void> {
  const lease = { store: deps.store, name: `thread:${id}`, owner: deps.owner, log: deps.log }
  const drained = await withLease(lease, signal, async (held) => {
    const { slack } = fold(await deps.store.load(id))
    if (slack !== null) await drain(deps, { id, slack }, held)
    return true
  })
  if (drained !== null) return
  throw new MemdiagError('busy', say`The thread of ${id} is being posted by another process.`.text)
}

type Thread = { readonly id: string; readonly slack: SlackThread }

async function drain(deps: DeliverDeps, thread: Thread, signal: AbortSignal): Promise<void> {
  const { store } = deps
  for (;;) {
    const posts = await store.pendingPosts(thread.id)
    if (posts.length === 0) return
    const ready = posts.filter((post) => restMs(post) <= 0)
    if (ready.length === 0) await wait(Math.min(...posts.map(restMs)), undefined, { signal })
    for (const post of ready) {
      // What is left goes back to the queue with its job, for whoever comes next.
      if (signal.aborted)
        throw new MemdiagError('aborted', say`Posts of ${thread.id} are left.`.text)
      const address = await addressOf(store, thread, post.key)
      if (address !== null) await deliverPost(deps, address, post, signal)
      else await refuse(deps, thread.id, post, 'the root post was refused')
    }
  }
}

/**
 * Milliseconds until a post may go out. A new one waits for nothing; a message that is changed all the time is
 * changed at Slack's pace, and what comes in between is never sent.
 */
function restMs(post: OutboxPost): number {
  if (post.ref === null || post.deliveredMsAgo === null) return 0
  return UPDATE_INTERVAL_MS - post.deliveredMsAgo
}

/** Posts go under the message that was asked in, else under the root post; null when there is neither. */
async function addressOf(
  store: Store,
  { id, slack }: Thread,
  key: string,
): Promise<PostAddress | null> {
  const address = { investigation: id, channel: slack.channel }
  if (slack.threadTs !== undefined) return { ...address, threadTs: slack.threadTs }
  if (key === 'root') return address
  const root = await store.postRef(id, 'root')
  return root === null ? null : { ...address, threadTs: root }
}

async function deliverPost(
  deps: DeliverDeps,
  address: PostAddress,
  post: OutboxPost,
  signal: AbortSignal,
): Promise<void> {
  const { store } = deps
  const { investigation } = address
  let { attempted } = post
  try {
    const ref = await retrying(signal, () => {
      const now = { ...post, attempted }
      // A send that failed may have arrived all the same: each further try looks first.
      attempted = true
      return put(deps, address, now)
    })
    await store.recordPosted(investigation, post.key, { ref, revision: post.revision })
  } catch (error) {
    if (!(error instanceof MemdiagError) || error.code !== 'slack-refused') throw error
    await refuse(deps, investigation, post, messageOf(error))
  }
}

async function refuse(
  { store, log }: DeliverDeps,
  id: string,
  post: OutboxPost,
  reason: string,
): Promise<void> {
  log.error({ investigation: id, key: post.key, reason }, 'post refused')
  await store.recordPostRefused(id, post.key, { revision: post.revision, reason })
}

async function put(deps: DeliverDeps, address: PostAddress, outbox: OutboxPost): Promise<string> {
  const { posts, store } = deps
  if (outbox.ref !== null) {
    await posts.update(address, outbox.ref, outbox.post)
    return outbox.ref
  }
  // A send whose end is not known may have arrived: look before sending again.
  const sent = outbox.attempted ? await posts.find(address, outbox.key) : null
  if (sent !== null) {
    // What arrived then may be an earlier revision than this one.
    await posts.update(address, sent, outbox.post)
    return sent
  }
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
