import { expect, test } from 'vitest'
import type { Event, EventOf } from '../../src/core/event.ts'
import { answerQuestion } from '../../src/questions/answer-question.ts'
import { inLanguage } from '../../src/words/in-language.ts'
import { whoHolds } from '../../src/questions/who-holds.ts'
import { AT } from '../support/builders.ts'
import { actionDone, anOpenQuestion, attempted } from '../support/ladder-builders.ts'

function refused(change: Partial<EventOf<'action-refused'>> = {}): Event {
  const what = {
    node: 'web-1',
    pid: 100,
    rung: 'snapshot',
    text: 'Process 100 belongs to another user: log in as its user, or as root, to ask it anything.',
    forcible: false,
  } as const
  return { kind: 'action-refused', version: 1, at: AT, ...what, ...change }
}

function answer(events: readonly Event[]) {
  const state = anOpenQuestion(events)
  return answerQuestion(state, { kind: 'who-holds', name: 'Socket' }).sentences[0]?.text ?? ''
}

test('where snapshots were refused, who holds a class is told with why', () => {
  const text = answer([refused()])

  expect(text).toContain('They were refused: Process 100 belongs to another user')
  expect(text).not.toContain('--approve')
})

test.each(['inspect', 'gc'] as const)(
  'where %s was refused, no snapshots are sent for that it bars as well',
  (rung) => {
    const text = answer([refused({ rung })])

    expect(text).toContain(`What comes before them (${rung}) was refused: Process 100 belongs`)
    expect(text).not.toContain('--approve')
  },
)

test('a refusal that was overcome is none any more', () => {
  const climbed = [attempted('snapshot-1', 'snapshot-1'), actionDone('snapshot-1')]

  const text = answer([refused(), ...climbed])

  expect(text).toContain('This would tell: memdiag resume')
  expect(text).not.toContain('refused')
})

test('why it was refused reads in Chinese as well', () => {
  const [sentence] = whoHolds(anOpenQuestion([refused()]), 'Socket').sentences

  const text = sentence === undefined ? '' : inLanguage('zh', sentence.text)
  expect(text).not.toContain('belongs to another user')
})
