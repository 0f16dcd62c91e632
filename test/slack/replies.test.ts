import { describe, expect, test } from 'vitest'
import type { InvestigationSummary } from '../../src/core/store-port.ts'
import { helpReply, listReply, notice, type Reply, showReply } from '../../src/slack/replies.ts'
import { aState } from '../support/builders.ts'

/** What a person reads, part by part. */
function read(reply: Reply): string {
  return JSON.stringify(reply('en').parts)
}

function aSummary(change: Partial<InvestigationSummary> = {}): InvestigationSummary {
  return {
    id: 'k3x9q2',
    service: 'checkout',
    state: 'running',
    startedAt: '2026-11-23T10:00:00.000Z',
    endedAt: null,
    cause: null,
    confidence: null,
    ...change,
  }
}

describe('a reply', () => {
  test('puts what to type next on a line of its own', () => {
    expect(notice('Which service?', '/memdiag checkout')('en').parts).toEqual([
      { kind: 'text', text: 'Which service?' },
      { kind: 'code', text: '/memdiag checkout' },
    ])
  })

  test('says the rest in words', () => {
    expect(notice('It is down.', 'Try again.')('en').parts).toEqual([
      { kind: 'text', text: 'It is down.' },
      { kind: 'text', text: 'Try again.' },
    ])
    expect(notice('It is down.')('en').parts).toEqual([{ kind: 'text', text: 'It is down.' }])
  })

  test('to `help` names the commands, the steps and a real service', () => {
    const text = read(helpReply(['load', 'top', 'cpuinfo'], ['checkout', 'payments']))

    expect(text).toContain('/memdiag checkout --only top,cpuinfo')
    expect(text).toContain('@memdiag checkout')
    expect(text).toContain('Steps: load, top, cpuinfo. Services: checkout, payments.')
  })

  test('to `help` names a dozen services and counts the others', () => {
    const services = Array.from({ length: 15 }, (_, index) => `s${index + 1}`)

    expect(read(helpReply(['load'], services))).toContain('s11, s12 and 3 more.')
    expect(read(helpReply(['load'], []))).toContain('Services: none in services.yml yet.')
  })

  test('to `list` has a row for each investigation', () => {
    const post = listReply([aSummary()])

    expect(post('en').parts[0]).toMatchObject({
      rows: [['2026-11-23 10:00 UTC', 'checkout', 'running', '', 'k3x9q2']],
    })
    expect(read(listReply([]))).toContain('There is no investigation yet.')
  })

  test('to `list` names what was found as the thread does, in the language of the reader', () => {
    const found = listReply([
      aSummary({ state: 'done', cause: 'overforked-workers', confidence: 'confirmed' }),
    ])

    expect(read(found)).toContain('overforked-workers (confirmed)')
    expect(JSON.stringify(found('zh'))).toContain('工作进程过多（已证实）')
  })

  test('to `show` has the steps and where they are', () => {
    expect(read(showReply(aState()))).toContain('"name":"load","state":"pending"')
  })
})
