import { describe, expect, test } from 'vitest'
import type { Event, EventOf } from '../../src/core/event.ts'
import type { Rung } from '../../src/core/heap-values.ts'
import { english } from '../../src/core/say.ts'
import { settle } from '../../src/core/settle.ts'
import type { State } from '../../src/core/state.ts'
import { stillToMeasure } from '../../src/core/still-to-measure.ts'
import { ladderParts } from '../../src/thread/ladder-parts.ts'
import { AT, evidenceEvent, someEvidence } from '../support/builders.ts'
import { aHeapComparison } from '../support/heap-builders.ts'
import {
  anOpenQuestion,
  asked,
  attempted,
  climbed,
  decided,
  figuresWith,
  THE_PROCESS,
} from '../support/ladder-builders.ts'

const growing = figuresWith([300, 310, 320, 330])
const level = figuresWith([500, 500, 500, 500])
const inspected = climbed('inspect', figuresWith([300], false))

function refused(change: Partial<EventOf<'action-refused'>> = {}): Event {
  const what = { node: 'web-1', pid: 100, rung: 'gc', text: 'Too dear.', forcible: true } as const
  return { kind: 'action-refused', version: 1, at: AT, ...what, ...change }
}

function next(state: State) {
  const { nextMeasurement } = settle(state).verdict
  return { rung: nextMeasurement?.rung, text: nextMeasurement?.text ?? '' }
}

/** What comes of a measurement that takes a rung, as a rule names it. */
function instead(state: State, rung: Rung) {
  return stillToMeasure(state, 'web-1', { step: 'snapshot', rung, text: `--approve ${rung}` })
}

describe('what would tell more', () => {
  test('is the rung that was not climbed yet', () => {
    expect(next(anOpenQuestion())).toMatchObject({ rung: 'gc' })
    expect(next(anOpenQuestion()).text).toContain('--approve gc')
  })

  test('is what a person can do, where the guard refused that rung or one below it', () => {
    const more = 'higher limit, that process out of traffic, or on a replica with more memory'
    for (const rung of ['inspect', 'gc'] as const) {
      const { text } = next(anOpenQuestion([...inspected, refused({ rung })]))
      expect(text).toContain(`(${rung} was refused)`)
      expect(text).toContain(more)
      expect(text).toMatch(/memdiag resume \w+ --approve gc --force$/)
    }
  })

  test('names another node where there is one', () => {
    const local = { kind: 'local' } as const
    const targets = ['web-1', 'web-2'].map((name) => ({ ...local, name }))
    const state = anOpenQuestion([refused()], { service: { targets } })
    expect(next(state).text).toContain('on another node (--node web-2)')
  })

  test('is what stands against the process, which --force does not overrule', () => {
    const text = 'Process 100 belongs to another user.'
    const found = next(anOpenQuestion([refused({ rung: 'inspect', text, forcible: false })]))
    expect(found.text).toContain(`was refused: ${text} Once that is mended`)
    expect(found.text).not.toContain('--force')
  })

  test('is the rung again where it was climbed since', () => {
    const again = [asked('gc'), decided('gc-1'), attempted('gc-1', 'gc-1')]
    expect(next(anOpenQuestion([refused(), ...again])).text).not.toContain('refused')
  })

  test('is the profile, where snapshots of a heap that grows were refused', () => {
    const grown = [...inspected, ...climbed('gc', growing), refused({ rung: 'snapshot' })]
    const found = instead(anOpenQuestion(grown), 'snapshot')
    expect(found.rung).toBe('profile')
    expect(found.text).toMatch(/memdiag resume \w+ --approve profile$/)

    const profiled = [...grown, ...climbed('profile', null)]
    expect(instead(anOpenQuestion(profiled), 'snapshot').text).toContain(
      '--approve snapshot --force',
    )
  })

  test('is other traffic, where snapshots of a heap that stands still were refused', () => {
    const flat = [...inspected, ...climbed('gc', level), refused({ rung: 'snapshot' })]
    expect(instead(anOpenQuestion(flat), 'snapshot').text).toContain(
      'run it again under other traffic with --approve profile',
    )
  })

  test('is no snapshot as before, where two were compared and leave it open', () => {
    const compared = evidenceEvent(someEvidence(aHeapComparison({ ...THE_PROCESS })))
    const found = instead(anOpenQuestion([...inspected, compared]), 'snapshot')
    expect(found.text).toContain('Two snapshots of process 100 were compared, and leave it open')
  })

  test('is a file, where the inspector was refused and something writes one', () => {
    const shut = refused({ rung: 'inspect', forcible: false })
    const bySignal = { seen: { heapSnapshotSignal: true } }
    expect(instead(anOpenQuestion([shut], bySignal), 'snapshot').text).toBe('--approve snapshot')
    expect(instead(anOpenQuestion([shut]), 'snapshot').text).toContain('was refused')
  })

  test('is what the collections that were asked for leave open, once they are done', () => {
    const done = (heap: readonly number[]) =>
      instead(anOpenQuestion([...inspected, ...climbed('gc', figuresWith(heap))]), 'gc')
    expect(done([20, 20, 20])).toMatchObject({ step: 'top' })
    expect(done([600, 600, 600])).toMatchObject({ step: 'snapshot', rung: 'snapshot' })
    expect(done([300, 310, 320])).toMatchObject({ step: 'snapshot', rung: 'snapshot' })
  })
})

describe('the thread of an investigation that ended', () => {
  function offer(events: readonly Event[]): string {
    const state = anOpenQuestion(events)
    return ladderParts({ ...state, state: 'done', endedAt: AT })
      .flatMap((part) => ('text' in part ? [english(part.text)] : []))
      .join('\n')
  }

  test('offers what was refused with what has to change first', () => {
    const tight = offer([...inspected, refused()])
    expect(tight).toContain('It was refused for too little headroom')
    expect(tight).toMatch(/--approve gc\n.*--approve gc --force$/)

    const shut = offer([refused({ rung: 'inspect', forcible: false })])
    expect(shut).toContain('Once what stood against it is mended:')
    expect(shut).not.toContain('--force')
  })

  test('offers what was not asked for as before', () => {
    expect(offer([])).toContain('It needs approval, in the terminal:')
  })
})
