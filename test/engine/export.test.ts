import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Exporter } from '../../src/core/ports.ts'
import { postsOf } from '../../src/engine/append.ts'
import type { State } from '../../src/core/state.ts'
import { renderPosts } from '../../src/cli/render-posts.ts'
import { anEngine } from '../support/an-engine.ts'
import { aService } from '../support/builders.ts'
import { aStore, type OpenStore } from '../support/store.ts'

let open: OpenStore
beforeAll(async () => {
  open = await aStore()
})
afterAll(() => open[Symbol.asyncDispose]())

const NEVER = new AbortController().signal

/** A place that takes reports or not, as the test says, in its turn. */
function aPlace(to: Exporter['to'], answers: readonly ('takes' | 'fails')[]) {
  const sent: string[] = []
  const exporter: Exporter = {
    to,
    where: to === 'folder' ? '/srv/postmortems' : 'docs.example',
    async send(id) {
      sent.push(id)
      if (answers[sent.length - 1] !== 'takes') throw new Error('it answered 503, token=abcdefgh12')
    },
  }
  return { exporter, sent }
}

/** An engine whose clock the test turns, and an investigation to work. */
async function setUp(exporters: readonly Exporter[]) {
  let now = Date.parse('2026-11-23T12:00:00.000Z')
  const engine = anEngine(open.store, {
    exporters,
    clock: { now: () => new Date(now).toISOString() },
  })
  const { id } = await engine.open({
    service: aService(),
    only: ['load'],
    startedBy: 'terminal:alice',
    slack: { channel: 'C1', threadTs: '1.1' },
  })
  return {
    engine,
    id,
    later: (seconds: number) => {
      now += seconds * 1000
    },
  }
}

const PLAIN = { write: () => undefined, columns: null, color: false, live: false }

function told(state: State): string {
  return renderPosts(
    postsOf(state).filter(({ key }) => key === 'exports'),
    PLAIN,
  )
}

test('the report goes to each place once the investigation has ended, and once only', async () => {
  const folder = aPlace('folder', ['takes'])
  const webhook = aPlace('webhook', ['takes'])
  const { engine, id } = await setUp([folder.exporter, webhook.exporter])

  const state = await engine.advance(id, NEVER)
  await engine.advance(id, NEVER)

  expect(state.state).toBe('done')
  expect(folder.sent).toEqual([id])
  expect(webhook.sent).toEqual([id])
  expect(state.exports.map(({ to, outcome }) => [to, outcome])).toEqual([
    ['folder', 'done'],
    ['webhook', 'done'],
  ])
  expect(told(state)).toBe('')
})

test('a place that does not take it does not fail the investigation, and the thread tells', async () => {
  const webhook = aPlace('webhook', ['fails'])
  const { engine, id } = await setUp([webhook.exporter])

  const state = await engine.advance(id, NEVER)

  expect(state.state).toBe('done')
  expect(state.reason).toBeNull()
  expect(told(state)).toBe(
    'The postmortem did not go to the webhook of docs.example: it answered 503, token=***. It is tried again: 2026-11-23 12:01 UTC.\n',
  )
})

test('the next try is set together with the failure, so that no crash comes between', async () => {
  const looks: (number | undefined)[] = []
  const store: OpenStore['store'] = {
    ...open.store,
    async append(id, version, events, also) {
      if (events[0]?.kind === 'exported') looks.push(also?.advanceInSeconds)
      await open.store.append(id, version, events, also)
    },
  }
  const places = [aPlace('webhook', ['fails']), aPlace('folder', ['takes'])]
  const engine = anEngine(store, { exporters: places.map(({ exporter }) => exporter) })
  const { id } = await engine.open({ service: aService(), only: ['load'], startedBy: 'terminal:a' })

  await engine.advance(id, NEVER)

  expect(looks).toEqual([60, undefined])
})

test('it is tried again when its time has come, by whoever looks then, and the thread tells that it went', async () => {
  const webhook = aPlace('webhook', ['fails', 'takes'])
  const folder = aPlace('folder', ['takes'])
  const { engine, id, later } = await setUp([webhook.exporter, folder.exporter])

  await engine.advance(id, NEVER)
  later(59)
  await engine.advance(id, NEVER)
  const early = webhook.sent.length
  later(1)
  const state = await engine.advance(id, NEVER)

  expect(early).toBe(1)
  expect(webhook.sent).toHaveLength(2)
  expect(folder.sent).toHaveLength(1)
  expect(told(state)).toBe('The postmortem went to the webhook of docs.example at try 2.\n')
})

test('after six tries over some nine hours it is given up, and says what to type', async () => {
  const webhook = aPlace('webhook', [])
  const { engine, id, later } = await setUp([webhook.exporter])

  let state = await engine.advance(id, NEVER)
  for (const pause of [60, 300, 1_800, 7_200, 21_600, 100_000]) {
    later(pause)
    state = await engine.advance(id, NEVER)
  }

  expect(webhook.sent).toHaveLength(6)
  expect(told(state)).toContain(`Given up after 6 tries; write it with: memdiag export ${id}`)
})

test('the thread tells it in its own language', async () => {
  const webhook = aPlace('webhook', ['fails'])
  const { engine, id } = await setUp([webhook.exporter])
  const state = await engine.advance(id, NEVER)

  expect(told({ ...state, language: 'zh' })).toBe(
    '事后复盘未能送达位于 docs.example 的 webhook：it answered 503, token=***。下次重试：2026-11-23 12:01 UTC.\n',
  )
})

test('a cancelled investigation is not exported by itself', async () => {
  const folder = aPlace('folder', ['takes'])
  const { engine, id } = await setUp([folder.exporter])

  await engine.cancel({ id, by: 'terminal:alice' })
  await engine.advance(id, NEVER)

  expect(folder.sent).toEqual([])
})
