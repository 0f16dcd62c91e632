import { MemdiagError } from '../core/errors.ts'
import type { Connection, Remote } from '../core/remote-port.ts'
import type { Posts } from '../core/ports.ts'
import type { Store } from '../core/store-port.ts'
import type { Metrics } from './metrics.ts'
import type { Span } from './span.ts'

export type Watch = { readonly metrics: Metrics; readonly span: Span }

/** The same store; what it stores is counted. */
export function watchStore({ metrics, span }: Watch, store: Store): Store {
  return {
    ...store,
    async append(id, version, events, also) {
      const attributes = { 'memdiag.investigation': id, 'memdiag.events': events.length }
      await span('append', attributes, () => store.append(id, version, events, also))
      metrics.stored(events)
    },
    async begin(id, events, also) {
      const attributes = { 'memdiag.investigation': id, 'memdiag.events': events.length }
      const inTheWay = await span('append', attributes, () => store.begin(id, events, also))
      if (inTheWay.length === 0) metrics.stored(events)
      return inTheWay
    },
  }
}

/** The same way to the nodes; connections and scripts are timed. */
export function watchRemote(watch: Watch, remote: Remote): Remote {
  const { metrics, span } = watch
  return {
    ...remote,
    async connect(target, signal) {
      const begun = performance.now()
      const outcome = (code: string) => metrics.connected(code, secondsSince(begun))
      try {
        const attributes = { 'memdiag.node': target.name }
        const connection = await span('connect', attributes, () => remote.connect(target, signal))
        outcome('ok')
        return watchConnection(span, target.name, connection)
      } catch (error) {
        outcome(error instanceof MemdiagError ? error.code : 'internal')
        throw error
      }
    },
  }
}

function watchConnection(span: Span, node: string, connection: Connection): Connection {
  return {
    ...connection,
    run: (script, signal) =>
      span('run script', { 'memdiag.node': node }, () => connection.run(script, signal)),
  }
}

/** The same posts; each is timed. */
export function watchPosts({ metrics, span }: Watch, posts: Posts): Posts {
  async function timed<Result>(
    outcome: 'sent' | 'updated',
    at: { readonly investigation: string; readonly key: string },
    action: () => Promise<Result>,
  ): Promise<Result> {
    const begun = performance.now()
    try {
      const attributes = { 'memdiag.investigation': at.investigation, 'memdiag.post': at.key }
      const result = await span('post', attributes, action)
      metrics.posted(outcome, secondsSince(begun))
      return result
    } catch (error) {
      metrics.posted('failed', secondsSince(begun))
      throw error
    }
  }
  return {
    ...posts,
    send: (thread, post) =>
      timed('sent', { investigation: thread.investigation, key: post.key }, () =>
        posts.send(thread, post),
      ),
    update: (thread, ref, post) =>
      timed('updated', { investigation: thread.investigation, key: post.key }, () =>
        posts.update(thread, ref, post),
      ),
  }
}

function secondsSince(begun: number): number {
  return (performance.now() - begun) / 1000
}
