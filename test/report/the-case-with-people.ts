import type { Event } from '../../src/core/event.ts'
import type { Note } from '../../src/core/note.ts'
import { theCaseLog } from '../support/the-case.ts'

/** A message that somebody marked for the postmortem. */
export function noteEvent(change: Partial<Note>): Event {
  return {
    kind: 'note',
    version: 1,
    at: '2026-11-23T13:00:00.000Z',
    note: {
      id: 'slack:C0123/1',
      by: 'slack:U0123',
      markedBy: 'slack:U0456',
      name: 'Wei',
      text: 'Scaled out to 8 containers of 2 GiB: memory kept touching the limit.',
      writtenAt: '2026-11-20T09:12:00.000Z',
      link: 'https://acme.slack.com/archives/C0123/p1764000000000100',
      ...change,
    },
  }
}

/** The case with what its people wrote in the thread. */
export function theCaseWithPeople(): Event[] {
  return [
    ...theCaseLog(),
    noteEvent({ id: 'a' }),
    noteEvent({
      id: 'b',
      text: 'impact: no user noticed; 6 more containers than needed ran for three days.',
      writtenAt: '2026-11-23T12:20:00.000Z',
    }),
    noteEvent({
      id: 'c',
      text: 'action: @lin put the instance count into the template of every service',
      writtenAt: '2026-11-23T12:30:00.000Z',
    }),
    noteEvent({
      id: 'd',
      text: 'why: the dashboard showed the sum over 8 containers, which looked flat.',
      writtenAt: '2026-11-23T12:31:00.000Z',
    }),
  ]
}
