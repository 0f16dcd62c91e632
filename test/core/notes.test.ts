import { expect, test } from 'vitest'
import { Event } from '../../src/core/event.ts'
import type { Note } from '../../src/core/note.ts'
import { aState, AT } from '../support/builders.ts'

function noteEvent(change: Partial<Note>): Event {
  return Event.parse({
    kind: 'note',
    version: 1,
    at: AT,
    note: {
      id: 'slack:C1/1',
      by: 'slack:U1',
      markedBy: 'slack:U2',
      text: 'We scaled out to 8 containers.',
      writtenAt: '2026-11-23T19:00:00.000Z',
      ...change,
    },
  })
}

test('notes stand in the order in which they were written', () => {
  const state = aState([
    noteEvent({ id: 'b', writtenAt: '2026-11-23T19:05:00.000Z' }),
    noteEvent({ id: 'a', writtenAt: '2026-11-23T18:00:00.000Z' }),
  ])

  expect(state.notes.map((note) => note.id)).toEqual(['a', 'b'])
})

test('a message that is marked twice stands there once, as it reads now', () => {
  const state = aState([noteEvent({ text: 'befor' }), noteEvent({ text: 'before' })])

  expect(state.notes.map((note) => note.text)).toEqual(['before'])
})

test('a note after the end leaves the investigation ended', () => {
  const state = aState([{ kind: 'ended', version: 1, at: AT, state: 'done' }, noteEvent({})])

  expect(state.state).toBe('done')
  expect(state.notes).toHaveLength(1)
})
