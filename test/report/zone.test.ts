import { expect, test } from 'vitest'
import { formatInstant, parseZone } from '../../src/report/zone.ts'

test.each([
  ['UTC', '2026-11-23 20:00:01 UTC'],
  ['Asia/Shanghai', '2026-11-24 04:00:01 +08:00'],
  ['America/New_York', '2026-11-23 15:00:01 -05:00'],
  ['Asia/Kolkata', '2026-11-24 01:30:01 +05:30'],
])('writes a time as it is in %s', (zone, text) => {
  expect(formatInstant('2026-11-23T20:00:01.000Z', parseZone(zone))).toBe(text)
})

test('midnight is hour 00', () => {
  expect(formatInstant('2026-11-23T00:00:00.000Z', 'UTC')).toBe('2026-11-23 00:00:00 UTC')
})

test('a zone that does not exist is told with what to give instead', () => {
  expect(() => parseZone('Mars/Olympus')).toThrow('There is no time zone `Mars/Olympus`.')
})
