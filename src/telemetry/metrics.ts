import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Event } from '../core/event.ts'
import type { Store } from '../core/store-port.ts'
import { POST_BUCKETS_SECONDS, PROBE_BUCKETS_SECONDS, SCRAPE_DEADLINE_MS } from './limits.ts'
import { within } from './within.ts'

/** What is counted while memdiag runs, in Prometheus' words: base units, `_total` for counters. */
export type Metrics = {
  /** Counts events that were stored. */
  stored(events: readonly Event[]): void
  posted(outcome: 'sent' | 'updated' | 'failed', seconds: number): void
  connected(outcome: string, seconds: number): void
  /** The exposition in Prometheus' text format, with its content type. */
  expose(): Promise<{ readonly contentType: string; readonly text: string }>
}

type WhatIsOpen = Pick<Store, 'list' | 'threadsWithPendingPosts'>

/**
 * Metrics of one process, and of the store at the time of a scrape. Labels are memdiag's own words only: no
 * service, node or host output, so that their number stays small and nothing of a host leaks.
 */
export function createMetrics(store: () => WhatIsOpen | null): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const counts = eventCounts(registry)
  const posts = new Histogram({
    name: 'memdiag_post_seconds',
    help: 'Time to send or update a post in Slack, by outcome.',
    labelNames: ['outcome'],
    buckets: POST_BUCKETS_SECONDS,
    registers: [registry],
  })
  const connects = new Histogram({
    name: 'memdiag_connect_seconds',
    help: 'Time to get a connection to a node, by outcome (`ok` or an error code); a kept one takes none.',
    labelNames: ['outcome'],
    buckets: POST_BUCKETS_SECONDS,
    registers: [registry],
  })
  openNow(registry, store)
  return {
    stored: (events) => events.forEach((event) => count(counts, event)),
    posted: (outcome, seconds) => posts.observe({ outcome }, seconds),
    connected: (outcome, seconds) => connects.observe({ outcome }, seconds),
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}

function eventCounts(registry: Registry) {
  const registers = [registry]
  return {
    events: new Counter({
      name: 'memdiag_events_total',
      help: 'Events that this process appended to logs.',
      registers,
    }),
    opened: new Counter({
      name: 'memdiag_investigations_opened_total',
      help: 'Investigations that this process opened.',
      registers,
    }),
    ended: new Counter({
      name: 'memdiag_investigations_ended_total',
      help: 'Investigations that this process ended, by state.',
      labelNames: ['state'],
      registers,
    }),
    verdicts: new Counter({
      name: 'memdiag_verdicts_total',
      help: 'Verdicts that this process settled.',
      labelNames: ['cause', 'confidence'],
      registers,
    }),
    probes: new Histogram({
      name: 'memdiag_probe_seconds',
      help: 'Time a node took to answer the probe of a step.',
      labelNames: ['step'],
      buckets: PROBE_BUCKETS_SECONDS,
      registers,
    }),
    failures: new Counter({
      name: 'memdiag_node_failures_total',
      help: 'Nodes that did not answer a step, by error code.',
      labelNames: ['code'],
      registers,
    }),
  }
}

function count(counts: ReturnType<typeof eventCounts>, event: Event): void {
  counts.events.inc()
  if (event.kind === 'opened') counts.opened.inc()
  if (event.kind === 'ended') counts.ended.inc({ state: event.state })
  if (event.kind === 'node-failed') counts.failures.inc({ code: event.code })
  if (event.kind === 'evidence') {
    const { id, node, step, durationMs } = event.evidence
    // What else a step asked has an id of another form: a probe is counted once.
    if (id === `${step}/${node}`) counts.probes.observe({ step }, durationMs / 1000)
  }
  if (event.kind === 'verdict') {
    const { cause, confidence } = event.verdict
    counts.verdicts.inc({ cause, confidence })
  }
}

/** How many of the newest investigations are looked at for those still open: one opened before them is stale. */
const RECENT = 1_000

function openNow(registry: Registry, store: () => WhatIsOpen | null): void {
  const open = new Gauge({
    name: 'memdiag_investigations_open',
    help: 'Investigations in the store that have not ended, by state.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const recent = await asked(async (from) => from.list(RECENT))
      this.reset()
      if (recent === null) return
      for (const state of ['running', 'waiting'] as const) {
        this.set({ state }, recent.filter((each) => each.state === state).length)
      }
    },
  })
  const pending = new Gauge({
    name: 'memdiag_threads_with_pending_posts',
    help: 'Investigations in the store with posts that Slack has not taken yet.',
    registers: [registry],
    async collect() {
      const threads = await asked(async (from) => from.threadsWithPendingPosts())
      if (threads === null) this.reset()
      else this.set(threads.length)
    },
  })
  open.reset()
  pending.reset()

  /** Null when the store does not answer: a scrape then tells of the process alone. */
  async function asked<Answer>(ask: (from: WhatIsOpen) => Promise<Answer>): Promise<Answer | null> {
    const from = store()
    if (from === null) return null
    return await within(SCRAPE_DEADLINE_MS, ask(from)).catch(() => null)
  }
}
