import { expect, test } from 'vitest'
import type { Event } from '../../src/core/event.ts'
import type { ModelCall } from '../../src/core/narration.ts'
import { anOpening, aPost } from '../store/events.ts'
import { aSharedStore } from './shared-store.ts'
import type { StoreUnderTest } from './store.ts'

/** What every Store must tell of conversations with models, of threads, and of snapshots that were taken. */
export function describeWords(open: () => Promise<StoreUnderTest>): void {
  const shared = aSharedStore(open)

  test('sums up what conversations with models took since a time', async () => {
    await shared.store.append('inv-1', 0, [
      anOpening(),
      narrated('2026-11-23T23:59:59.000Z', { inputTokens: 1 }),
      narrated('2026-11-24T00:00:00.000Z', {
        inputTokens: 1_000,
        outputTokens: 200,
        costUsd: 0.25,
      }),
      answered('2026-11-24T10:00:00.000Z', { inputTokens: 300, costUsd: null }),
    ])
    await shared.store.append('inv-2', 0, [
      anOpening({ id: 'inv-2' }),
      narrated('2026-11-24T11:00:00.000Z', { outputTokens: 50, costUsd: 0.5 }),
      withoutCall('2026-11-24T12:00:00.000Z'),
    ])

    expect(await shared.store.spentOnModels('2026-11-24T00:00:00.000Z')).toEqual({
      tokens: 1_550,
      usd: 0.75,
    })
    expect(await shared.store.spentOnModels('2026-11-25T00:00:00.000Z')).toEqual({
      tokens: 0,
      usd: 0,
    })
  })

  test('tells what snapshots on a service took, the newest first, and nothing of other services', async () => {
    await shared.store.append('inv-1', 0, [anOpening(), ...aSnapshot(1, { heapUsedBytes: 5 })])
    const service = { name: 'other', targets: [{ kind: 'local', name: 'here' } as const] }
    await shared.store.append('inv-2', 0, [anOpening({ id: 'inv-2', service }), ...aSnapshot(2)])
    await shared.store.append('inv-3', 0, [
      anOpening({ id: 'inv-3' }),
      ...aSnapshot(3, { peakRssBytes: null }),
      ...aSnapshot(4, { isDone: false }),
    ])

    const seen = { node: 'here', process: { pid: 7, startTicks: 70 }, rssBytes: 100 }
    expect(await shared.store.snapshotsTaken('checkout', 20)).toEqual([
      { ...seen, heapUsedBytes: null, tookMs: 3, peakRssBytes: null },
      { ...seen, heapUsedBytes: 5, tookMs: 1, peakRssBytes: 300 },
    ])
    expect(await shared.store.snapshotsTaken('checkout', 1)).toHaveLength(1)
    expect(await shared.store.snapshotsTaken('nothing', 20)).toEqual([])
  })

  test('finds the investigations of a thread, the newest first', async () => {
    const at = (minute: number) => `2026-11-24T10:0${minute}:00.000Z`
    await shared.store.append('asked-in', 0, [
      anOpening({ id: 'asked-in', at: at(1), slack: { channel: 'C1', threadTs: '1.1' } }),
    ])
    await shared.store.append('later', 0, [
      anOpening({ id: 'later', at: at(2), slack: { channel: 'C1', threadTs: '1.1' } }),
    ])
    await shared.store.append(
      'own-root',
      0,
      [anOpening({ id: 'own-root', at: at(3), slack: { channel: 'C1' } })],
      { posts: [aPost({ key: 'root' })] },
    )
    await shared.store.recordPosted('own-root', 'root', { ref: '2.2', revision: 1 })
    await shared.store.append('elsewhere', 0, [
      anOpening({ id: 'elsewhere', slack: { channel: 'C2', threadTs: '1.1' } }),
    ])
    await shared.store.append('terminal', 0, [anOpening({ id: 'terminal' })])

    expect(await shared.store.inThread('C1', '1.1')).toEqual(['later', 'asked-in'])
    expect(await shared.store.inThread('C1', '2.2')).toEqual(['own-root'])
    expect(await shared.store.inThread('C1', '9.9')).toEqual([])
  })
}

function aCall(change: Partial<ModelCall>): ModelCall {
  return {
    model: 'test-model',
    api: 'chat',
    attempts: 1,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    durationMs: 1,
    sent: [],
    received: [],
    ...change,
  }
}

function narrated(at: string, call: Partial<ModelCall>): Event {
  return {
    kind: 'narrated',
    version: 1,
    at,
    narration: { outcome: 'used', language: 'en', sentences: [], dropped: [], call: aCall(call) },
  }
}

/** A snapshot that took so many milliseconds, in the minute of that number. */
function aSnapshot(
  number: number,
  {
    heapUsedBytes = null,
    peakRssBytes = 300,
    isDone = true,
  }: { heapUsedBytes?: number | null; peakRssBytes?: number | null; isDone?: boolean } = {},
): Event[] {
  const at = `2026-11-24T10:0${number}:00.000Z`
  const action = `snapshot-${number}`
  const base = { version: 1, at, action } as const
  const taken = { at, transferBytes: 1, tookMs: number, peakRssBytes }
  return [
    {
      kind: 'action-attempted',
      ...base,
      node: 'here',
      process: { pid: 7, startTicks: 70 },
      rung: 'snapshot',
      part: 1,
      approval: 'snapshot-1',
      wasClosed: true,
      before: { rssBytes: 100, heapUsedBytes },
    },
    {
      kind: 'action-done',
      ...base,
      outcome: isDone ? 'done' : 'failed',
      text: 'done',
      inspector: 'closed',
      findings: [],
      ...(isDone ? { taken } : {}),
    },
  ]
}

function withoutCall(at: string): Event {
  return {
    kind: 'narrated',
    version: 1,
    at,
    narration: { outcome: 'over-budget', language: 'en', sentences: [], dropped: [], call: null },
  }
}

function answered(at: string, call: Partial<ModelCall>): Event {
  return {
    kind: 'answered',
    version: 1,
    at,
    answer: {
      id: 'a1',
      question: 'why?',
      by: 'slack:U1',
      sentences: [],
      shows: [],
      from: 'model',
      dropped: [],
      call: aCall(call),
    },
  }
}
