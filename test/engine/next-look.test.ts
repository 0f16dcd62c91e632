import { expect, test } from 'vitest'
import type { Event } from '../../src/core/event.ts'
import { secondsToWait } from '../../src/engine/next-look.ts'
import { aState, AT } from '../support/builders.ts'

const after = (seconds: number): string => new Date(Date.parse(AT) + seconds * 1000).toISOString()
const FAILED: Event = {
  kind: 'exported',
  version: 1,
  at: AT,
  to: 'folder',
  where: '/srv/postmortems',
  outcome: 'failed',
  reason: 'disk full',
}
const PRESSED: Event = {
  kind: 'button-pressed',
  version: 1,
  at: AT,
  action: 'export',
  subject: null,
  by: 'slack:U1',
  text: null,
}

test('nothing is looked for where nothing is awaited', () => {
  expect(secondsToWait(aState(), AT)).toBeNull()
})

test('an export that failed is looked for at its next try, also while a press is under way', () => {
  expect(secondsToWait(aState([FAILED]), after(1))).toBe(59)
  expect(secondsToWait(aState([FAILED, PRESSED]), after(1))).toBe(30)
  expect(secondsToWait(aState([FAILED, PRESSED]), after(45))).toBe(15)
})

test('a try that nobody makes any more is not looked for', () => {
  expect(secondsToWait(aState([FAILED]), after(61))).toBeNull()
})

test('a try that came due while the engine was at work is looked for at once', () => {
  expect(secondsToWait(aState([FAILED]), after(61), after(59))).toBe(0)
  expect(secondsToWait(aState([FAILED]), after(61), after(60))).toBeNull()
})
