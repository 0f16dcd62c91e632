import { describe, expect, test } from 'vitest'
import { toDocument } from '../../src/core/document.ts'
import type { Event } from '../../src/core/event.ts'
import { climb, offered, unfinished } from '../../src/core/ladder.ts'
import { AT, evidenceEvent, someEvidence } from '../support/builders.ts'
import { aHeapComparison } from '../support/heap-builders.ts'
import {
  actionDone,
  anOpenQuestion,
  asked,
  attempted,
  climbed,
  decided,
  figuresWith,
  LATER,
  THE_PROCESS,
} from '../support/ladder-builders.ts'

const growing = figuresWith([300, 310, 320, 330])
const flat = figuresWith([20, 20, 20, 20])
const inspected = climbed('inspect', figuresWith([300], false))
const target = { node: 'web-1', process: THE_PROCESS }

describe('the next rung is asked for', () => {
  test('first to look inside, once the read-only steps left it open', () => {
    expect(climb(anOpenQuestion())).toEqual([
      { kind: 'ask', rung: 'inspect', node: 'web-1', pid: 100 },
    ])
  })

  test.each([
    ['a forced collection after the figures', inspected, 'gc'],
    ['a profile where the heap grows', [...inspected, ...climbed('gc', growing)], 'profile'],
    [
      'snapshots after the profile',
      [...inspected, ...climbed('gc', growing), ...climbed('profile', null)],
      'snapshot',
    ],
    [
      'snapshots at once where the heap is large and stands still',
      [...inspected, ...climbed('gc', figuresWith([600, 600, 600]))],
      'snapshot',
    ],
  ])('%s', (_, events, rung) => {
    expect(climb(anOpenQuestion(events))).toMatchObject([{ kind: 'ask', rung }])
  })

  test('a snapshot at once, and nothing after it, where only a signal has a way in', () => {
    const seen = { opensOnSignal: false, heapSnapshotSignal: true }
    const ask = { kind: 'ask', rung: 'snapshot', node: 'web-1', pid: 100 }
    expect(climb(anOpenQuestion([], { seen }))).toEqual([ask])

    const compared = evidenceEvent(someEvidence(aHeapComparison({ ...THE_PROCESS })))
    expect(climb(anOpenQuestion([compared], { seen }))).toEqual([])
  })

  test('and no other, where the heap is small and does not grow', () => {
    expect(climb(anOpenQuestion([...inspected, ...climbed('gc', flat)]))).toEqual([])
  })

  test('not where the snapshot step was not asked for', () => {
    const skipped: Event = {
      kind: 'step-skipped',
      version: 1,
      at: AT,
      step: 'snapshot',
      reason: 'not-asked-for',
    }
    expect(climb(anOpenQuestion([skipped]))).toEqual([])
  })

  test('not where nobody could approve it', () => {
    const slack = { opening: { startedBy: 'slack:U1' } }
    expect(climb(anOpenQuestion([], slack))).toEqual([])
    expect(climb(anOpenQuestion([], { opening: { unattended: true } }))).toEqual([])
    const alone = { ...slack, service: { approvers: ['U1'], fourEyes: true } }
    expect(climb(anOpenQuestion([], alone))).toEqual([])
    expect(offered(anOpenQuestion([], slack))).toMatchObject({ rung: 'inspect' })
  })
})

test('while it waits, the document shows the verdict so far', () => {
  const document = toDocument(anOpenQuestion([asked('inspect')]))

  expect(document).toMatchObject({ state: 'waiting', endedAt: null })
  expect(document.verdict).toMatchObject({ cause: 'inconclusive' })
  expect(toDocument(anOpenQuestion()).verdict).toBeNull()
})

describe('an approval', () => {
  test('is awaited until it expires, and the investigation waits', () => {
    const state = anOpenQuestion([asked('inspect')])

    expect(state.state).toBe('waiting')
    expect(climb(state)).toEqual([{ kind: 'await-approval', approval: 'inspect-1', until: LATER }])
  })

  test('lets its rung be climbed, and the cheaper ones on the same process', () => {
    const state = anOpenQuestion([asked('snapshot'), decided('snapshot-1')])

    expect(state.state).toBe('running')
    expect(climb(state)).toEqual([
      {
        kind: 'act',
        action: 'inspect-1',
        rung: 'inspect',
        part: 1,
        approval: 'snapshot-1',
        ...target,
      },
    ])
  })

  test('is good for one use: what was interrupted is asked for again', () => {
    const state = anOpenQuestion([
      asked('inspect'),
      decided('inspect-1'),
      attempted('inspect-1', 'inspect-1'),
      actionDone('inspect-1', { outcome: 'interrupted' }),
    ])

    expect(climb(state)).toMatchObject([{ kind: 'ask', rung: 'inspect' }])
  })

  test.each(['denied', 'expired'] as const)('that is %s ends the ladder', (decision) => {
    const state = anOpenQuestion([asked('inspect'), decided('inspect-1', decision)])
    expect(climb(state)).toEqual([])
  })

  test('that was denied is asked for again when somebody comes back', () => {
    const state = anOpenQuestion([
      asked('inspect'),
      decided('inspect-1', 'denied'),
      { kind: 'resumed', version: 1, at: AT, by: 'terminal:bob', reopens: false },
    ])
    expect(climb(state)).toMatchObject([{ kind: 'ask', rung: 'inspect' }])
  })

  test('given ahead counts once for what it names and not for what is above it', () => {
    const opening = { approve: 'gc', unattended: true } as const
    expect(climb(anOpenQuestion(inspected, { opening }))).toMatchObject([{ rung: 'gc' }])
    const above = [...inspected, ...climbed('gc', growing)]
    expect(climb(anOpenQuestion(above, { opening }))).toEqual([])
    const lost = [
      ...inspected,
      asked('gc'),
      decided('gc-1'),
      attempted('gc-1', 'gc-1'),
      actionDone('gc-1', { outcome: 'unknown' }),
    ]
    expect(climb(anOpenQuestion(lost, { opening }))).toEqual([])
  })

  test('given ahead by the requester does not count with fourEyes', () => {
    const state = anOpenQuestion([], {
      opening: { approve: 'snapshot', unattended: true },
      service: { fourEyes: true },
    })
    expect(climb(state)).toEqual([])
  })
})

test('a refusal leaves the cheaper rungs: the profile where snapshots are too dear', () => {
  const refused: Event = {
    kind: 'action-refused',
    version: 1,
    at: AT,
    node: 'web-1',
    pid: 100,
    rung: 'snapshot',
    text: 'too little headroom',
    forcible: true,
  }
  const grown = [...inspected, ...climbed('gc', growing), refused]

  expect(climb(anOpenQuestion(grown))).toMatchObject([{ kind: 'ask', rung: 'profile' }])
  expect(climb(anOpenQuestion([...grown, ...climbed('profile', null)]))).toEqual([])
})

describe('the second snapshot', () => {
  const first = [
    ...inspected,
    ...climbed('gc', growing),
    ...climbed('profile', null),
    asked('snapshot'),
    decided('snapshot-1'),
    attempted('snapshot-1', 'snapshot-1'),
    actionDone('snapshot-1'),
  ]
  const timer: Event = {
    kind: 'timer-set',
    version: 1,
    at: AT,
    ...target,
    timer: 'snapshot-2',
    dueAt: LATER,
    pollSeconds: 1,
  }
  const fired = (why: 'time' | 'process-gone'): Event => ({
    kind: 'timer-fired',
    version: 1,
    at: LATER,
    timer: 'snapshot-2',
    why,
    text: why,
  })

  test('has a timer, is awaited, and taken under the same approval', () => {
    expect(climb(anOpenQuestion(first))).toEqual([
      { kind: 'set-timer', timer: 'snapshot-2', ...target },
    ])
    const set = anOpenQuestion([...first, timer])
    expect(set.state).toBe('waiting')
    expect(climb(set)).toEqual([{ kind: 'await-timer', timer: 'snapshot-2', until: LATER }])
    expect(climb(anOpenQuestion([...first, timer, fired('time')]))).toEqual([
      {
        kind: 'act',
        action: 'snapshot-2',
        rung: 'snapshot',
        part: 2,
        approval: 'snapshot-1',
        ...target,
      },
    ])
  })

  test('is given up when the process is another one by then', () => {
    expect(climb(anOpenQuestion([...first, timer, fired('process-gone')]))).toEqual([])
  })
})

test('what was begun and has no end is looked after, also after the end of the investigation', () => {
  const begun = [asked('inspect'), decided('inspect-1'), attempted('inspect-1', 'inspect-1')]
  const reconcile = [{ kind: 'reconcile', action: 'inspect-1' }]

  expect(unfinished(anOpenQuestion(begun))).toEqual(reconcile)
  const end: Event = { kind: 'ended', version: 1, at: AT, state: 'cancelled' }
  expect(unfinished(anOpenQuestion([...begun, end]))).toEqual(reconcile)
})

test('the verdict is made anew when one that has its verdict is resumed', () => {
  const state = anOpenQuestion([
    { kind: 'ended', version: 1, at: AT, state: 'done' },
    { kind: 'resumed', version: 1, at: AT, by: 'terminal:bob', reopens: true, approve: 'gc' },
  ])

  expect(state).toMatchObject({ state: 'running', endedAt: null, verdict: null })
  expect(climb(state)).toMatchObject([{ kind: 'ask', rung: 'inspect' }])
})

test('what the snapshot step says anew takes the place of what it said', () => {
  const finding = {
    id: 'snapshot.heap/web-1',
    step: 'snapshot' as const,
    node: 'web-1',
    cause: 'js-heap-leak' as const,
    speaks: 'for' as const,
    strength: 'strong' as const,
    text: 'It grows.',
    evidence: ['snapshot.gc-1/web-1'],
  }
  const state = anOpenQuestion([
    ...inspected,
    asked('gc'),
    decided('gc-1'),
    attempted('gc-1', 'gc-1'),
    evidenceEvent(someEvidence(growing, { id: 'snapshot.gc-1/web-1', step: 'snapshot' })),
    actionDone('gc-1', { findings: [finding] }),
  ])

  expect(state.findings).toEqual([finding])
  expect(state.steps.find((step) => step.name === 'snapshot')?.findings).toEqual([finding.id])
})
