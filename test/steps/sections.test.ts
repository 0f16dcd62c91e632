import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readManagerFiles } from '../../src/steps/manager-files.ts'
import { readProcessTable } from '../../src/steps/process-table.ts'
import { decimalNumber, readable, readSections, wholeNumber } from '../../src/steps/sections.ts'
import { noncePath, quote } from '../../src/steps/shell.ts'

test('cuts an answer at the lines of its nonce', () => {
  const sections = readSections('\n@n1 one\na\nb\n\n@n1 two\n\n@n1 end\n', 'n1')

  expect(sections.get('one')).toBe('a\nb\n')
  expect(sections.lines('one')).toEqual(['a', 'b'])
  expect(sections.lines('two')).toEqual([])
  expect(sections.get('three')).toBeUndefined()
  expect(sections.complete).toBe(true)
})

test('takes no section from a line with another nonce, or from within a line', () => {
  const text = '@n1 one\n@n2 two\nx @n1 three\n@n1  \n@n1 Four!\n@n1 one\nlate'

  const sections = readSections(text, 'n1')

  expect(sections.get('one')).toBe('@n2 two\nx @n1 three')
  expect(sections.get('two')).toBeUndefined()
  expect(sections.get('three')).toBeUndefined()
  expect(sections.complete).toBe(false)
})

test('gives what there is of an answer that ends in the middle of a mark', () => {
  expect(readSections('@n1 one\na\n@n1 tw', 'n1').get('one')).toBe('a')
  expect(readSections('@n1 one\na\n@n', 'n1').get('one')).toBe('a\n@n')
  expect(readSections('', 'n1').complete).toBe(false)
})

test('never throws on any text', () => {
  const lines = fc.constantFrom(
    '@n procs',
    '@n clock',
    '@n os',
    '@n manager',
    '@n end',
    'hz 0',
    'uptime 99999999999999999999',
    's\t7\t1\t0\t5\t1\t2\t3\t4\t5\t6\tzz\tn\t-\tnode\tnode\x1fa.js\x1f',
    's\t7\t1',
    's\t99999999999999999999\t1\t0\t5\t1\t2\t3\t4\t5\t6\tff\tn\t-\tnode\t',
    'cut\tmany',
    'sum\t9007199254740991',
    '1\tcgroup\t0::/a.service',
    '1\t-\tunreadable',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(lines, fc.string()), { maxLength: 30 }).map((all) => all.join('\n')),
  )
  fc.assert(
    fc.property(text, (answer) => {
      const sections = readSections(answer, 'n')
      const table = readProcessTable(sections)

      expect(table?.processes.every((row) => row.pid > 0)).not.toBe(false)
      expect(readManagerFiles(sections).unreadable.every(Number.isSafeInteger)).toBe(true)
    }),
  )
})

test('reads no more of a hundred megabytes of garbage than any probe may send', () => {
  const text = `@n procs\n${'x\n'.repeat(10_000_000)}${'y'.repeat(80_000_000)}\n@n end\n`

  const sections = readSections(text, 'n')

  expect(sections.get('procs')?.length).toBeLessThan(16_777_217)
  expect(sections.complete).toBe(false)
})

test.each([
  ['0', 0],
  ['9223372036854771712', null],
  ['1125899906842624', 1_125_899_906_842_624],
  ['1125899906842625', null],
  ['12x', null],
  ['-1', null],
  ['', null],
  [undefined, null],
])('reads %s as the whole number %s', (text, number) => {
  expect(wholeNumber(text)).toBe(number)
})

test.each([
  ['1926.02', 1926.02],
  ['5', 5],
  ['1e9', null],
  ['.5', null],
])('reads %s as the decimal number %s', (text, number) => {
  expect(decimalNumber(text)).toBe(number)
})

test('makes host text readable: one line, no control characters, bounded', () => {
  expect(readable('a\u001b[31mred\u202e\n\tb', 40)).toBe('a [31mred b')
  expect(readable('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`)
})

test('quotes any text as one word of a shell', () => {
  expect(quote(`it's $HOME\n\0"`)).toBe(`'it'\\''s $HOME\n"'`)
})

test('spells different nonces as different paths', () => {
  expect(noncePath('ab')).not.toBe(noncePath('ac'))
  expect(noncePath('d41d8cd98f00b204')).toMatch(/^[./]+\/$/)
})
