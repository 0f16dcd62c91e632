import { describe, expect, test } from 'vitest'
import { english } from '../../src/core/say.ts'
import {
  type Member,
  Member as MemberSchema,
  refusalOfMember,
  refusalOfOrigin,
} from '../../src/slack/access.ts'

function aMember(change: Partial<Member> = {}): Member {
  return {
    id: 'U1',
    team_id: 'T1',
    deleted: false,
    is_bot: false,
    is_restricted: false,
    is_ultra_restricted: false,
    ...change,
  }
}

const origin = { user: 'U1', channel: 'C1', teams: ['T1'], shared: false }

describe('a person', () => {
  test.each([
    ['a full member', aMember()],
    [
      'a member of another workspace of the organisation',
      aMember({ team_id: 'T9', enterprise_user: { teams: ['T9', 'T1'] } }),
    ],
  ])('who is %s may ask', (_, member) => {
    expect(refusalOfMember(member, 'T1')).toBeNull()
  })

  test.each([
    ['a guest of several channels', aMember({ is_restricted: true }), /guest/],
    [
      'a guest of one channel',
      aMember({ is_restricted: true, is_ultra_restricted: true }),
      /guest/,
    ],
    ['a bot', aMember({ is_bot: true }), /people only/],
    ['deactivated', aMember({ deleted: true }), /deactivated/],
    ['a stranger', aMember({ is_stranger: true }), /another one/],
    ['of another workspace', aMember({ team_id: 'T9' }), /another one/],
    [
      'of another organisation',
      aMember({ team_id: 'T9', enterprise_user: { teams: ['T9'] } }),
      /another one/,
    ],
  ])('who is %s may not', (_, member, reason) => {
    expect(english(refusalOfMember(member, 'T1') ?? '')).toMatch(reason)
  })

  test.each(['team_id', 'deleted', 'is_bot', 'is_restricted', 'is_ultra_restricted'])(
    'of whom Slack does not tell %s is not taken for a member',
    (field) => {
      const told: Record<string, unknown> = { ...aMember() }
      delete told[field]

      expect(MemberSchema.safeParse(told).success).toBe(false)
    },
  )
})

describe('a request', () => {
  test.each([
    ['anywhere, without a rule', {}, undefined],
    ['from a listed channel', {}, { channels: ['C1'] }],
    ['of a listed person', {}, { users: ['U1'] }],
    ['of a listed person in a listed channel', {}, { channels: ['C1'], users: ['U1'] }],
  ])('%s passes', (_, change, access) => {
    expect(refusalOfOrigin({ ...origin, ...change }, 'T1', access)).toBeNull()
  })

  test.each([
    ['from a channel that is not listed', {}, { channels: ['C2'] }, /access\.channels/],
    ['of a person who is not listed', {}, { users: ['U2'] }, /access\.users/],
    ['of a listed person elsewhere', {}, { channels: ['C2'], users: ['U1'] }, /access\.channels/],
    ['where nobody is listed', {}, { users: [] }, /access\.users/],
    ['from a shared channel', { shared: true }, undefined, /another organisation/],
    [
      'from a shared channel, even listed',
      { shared: true },
      { channels: ['C1'] },
      /another organisation/,
    ],
    ['that names another workspace', { teams: ['T1', 'T9'] }, undefined, /another one/],
    ['of an outsider, even listed', { teams: ['T9'] }, { users: ['U1'] }, /another one/],
    ['of Slackbot', { user: 'USLACKBOT' }, undefined, /people only/],
  ])('%s is refused', (_, change, access, reason) => {
    expect(english(refusalOfOrigin({ ...origin, ...change }, 'T1', access) ?? '')).toMatch(reason)
  })
})
