import { expect, test } from 'vitest'
import { decide } from '../../src/core/decide.ts'
import type { Event } from '../../src/core/event.ts'
import { AT } from '../support/builders.ts'
import { anOpenQuestion, asked, decided, LATER } from '../support/ladder-builders.ts'

const approvers = ['U1', 'U2']
const answer = { approval: 'inspect-1', decision: 'approve' as const, by: 'slack:U1' }
const waiting = (service = {}, startedBy = 'slack:U2') =>
  anOpenQuestion([asked('inspect')], { service: { approvers, ...service }, opening: { startedBy } })

test('an approver of the service approves or denies, and the log says who and when', () => {
  expect(decide(waiting(), answer, AT)).toEqual({
    kind: 'approval-decided',
    version: 1,
    at: AT,
    approval: 'inspect-1',
    decision: 'approved',
    by: 'slack:U1',
  })
  expect(decide(waiting(), { ...answer, decision: 'deny' }, AT).decision).toBe('denied')
})

test.each([
  {
    who: 'nobody of whom services.yml knows',
    state: waiting(),
    by: 'slack:U9',
    code: 'not-approver',
  },
  {
    who: 'anybody, where no approver is listed',
    state: waiting({ approvers: undefined }),
    code: 'not-approver',
  },
  {
    who: 'the requester, with fourEyes',
    state: waiting({ fourEyes: true }),
    by: 'slack:U2',
    code: 'four-eyes',
  },
  {
    who: 'the requester in the terminal, with fourEyes',
    state: waiting({ fourEyes: true }, 'terminal:alice'),
    by: 'terminal:alice',
    code: 'four-eyes',
  },
  { who: 'anybody, once it expired', state: waiting(), now: LATER, code: 'approval-expired' },
  {
    who: 'what was never asked for',
    state: waiting(),
    approval: 'gc-7',
    code: 'approval-unknown',
  },
])('refuses $who', ({ state, code, now = AT, ...change }) => {
  const given = { ...answer, ...change }
  expect(() => decide(state, given, now)).toThrow(expect.objectContaining({ code }))
})

test('without fourEyes the requester may approve, and the terminal needs no list', () => {
  expect(decide(waiting(), { ...answer, by: 'slack:U2' }, AT).decision).toBe('approved')
  const alone = anOpenQuestion([asked('inspect')])
  expect(decide(alone, { ...answer, by: 'terminal:alice' }, AT).decision).toBe('approved')
})

test('a second answer hears who gave the first, one after the end that it is over', () => {
  const twice = anOpenQuestion([asked('inspect'), decided('inspect-1')], { service: { approvers } })
  expect(() => decide(twice, answer, AT)).toThrow(`This inspect was approved by slack:U1 at ${AT}.`)

  const end: Event = { kind: 'ended', version: 1, at: AT, state: 'cancelled' }
  const over = anOpenQuestion([asked('inspect'), end], { service: { approvers } })
  expect(() => decide(over, answer, AT)).toThrow(
    expect.objectContaining({ code: 'approval-expired' }),
  )
})
