import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCommand, textAfterMention } from '../../src/slack/command.ts'

const vocabulary = {
  steps: ['load', 'snapshot', 'websocket', 'logs', 'top', 'cpuinfo'],
  services: ['checkout', 'payments', 'web.example', 'top'],
} as const

const parse = (text: string) => parseCommand(text, vocabulary)

describe('a command', () => {
  test.each([
    ['checkout', { kind: 'investigate', service: 'checkout' }],
    ['  checkout \n', { kind: 'investigate', service: 'checkout' }],
    ['`checkout`', { kind: 'investigate', service: 'checkout' }],
    ['“checkout”', { kind: 'investigate', service: 'checkout' }],
    ['run checkout', { kind: 'investigate', service: 'checkout' }],
    ['run list', { kind: 'investigate', service: 'list' }],
    ['checkout --only top', { kind: 'investigate', service: 'checkout', only: ['top'] }],
    [
      'checkout --only=cpuinfo,top',
      { kind: 'investigate', service: 'checkout', only: ['top', 'cpuinfo'] },
    ],
    [
      '--only top, cpuinfo checkout',
      { kind: 'investigate', service: 'checkout', only: ['top', 'cpuinfo'] },
    ],
    [
      'checkout --only top ,cpuinfo',
      { kind: 'investigate', service: 'checkout', only: ['top', 'cpuinfo'] },
    ],
    ['checkout —only top,top', { kind: 'investigate', service: 'checkout', only: ['top'] }],
    ['snapshot checkout', { kind: 'investigate', service: 'checkout', only: ['snapshot'] }],
    ['top top', { kind: 'investigate', service: 'top', only: ['top'] }],
    ['top', { kind: 'investigate', service: 'top' }],
    ['<http://web.example|web.example>', { kind: 'investigate', service: 'web.example' }],
    ['<https://web.example/>', { kind: 'investigate', service: 'web.example' }],
    ['R&amp;D', { kind: 'investigate', service: 'R&D' }],
    ['', { kind: 'choose' }],
    ['help', { kind: 'help' }],
    ['--help', { kind: 'help' }],
    ['list', { kind: 'list' }],
    ['show', { kind: 'show' }],
    ['show k3x9', { kind: 'show', id: 'k3x9' }],
    ['cancel', { kind: 'cancel' }],
    ['cancel k3x9', { kind: 'cancel', id: 'k3x9' }],
    ['verify k3x9', { kind: 'verify', id: 'k3x9' }],
    ['verify', { kind: 'verify' }],
    ['export', { kind: 'export', format: 'canvas' }],
    ['export markdown', { kind: 'export', format: 'markdown' }],
    ['export k3x9 --format html', { kind: 'export', id: 'k3x9', format: 'html' }],
    ['resume k3x9', { kind: 'not-there-yet', word: 'resume' }],
  ])('%j is understood', (text, command) => {
    expect(parse(text)).toEqual(command)
  })

  test.each([
    [
      'checkout payments',
      'One service at a time: `checkout` and then `payments` was read.',
      '/memdiag checkout',
    ],
    ['logs', '`logs` of which service?', '/memdiag logs checkout'],
    ['checkout --only', '`--only` names no step.', '/memdiag checkout --only top,cpuinfo'],
    [
      'checkout --only topp',
      'There is no step `topp`. The steps are load, snapshot, websocket, logs, top, cpuinfo.',
      '/memdiag checkout --only top,cpuinfo',
    ],
    [
      'checkout --node web-1',
      'There is no option `--node`.',
      '/memdiag SERVICE --only load,snapshot,websocket,logs,top,cpuinfo',
    ],
    [
      'run checkout --approve snapshot --force',
      'There is no option `--approve`.',
      '/memdiag SERVICE --only load,snapshot,websocket,logs,top,cpuinfo',
    ],
    [
      'checkout --force',
      'There is no option `--force`.',
      '/memdiag SERVICE --only load,snapshot,websocket,logs,top,cpuinfo',
    ],
    ['--only top', 'Which service?', '/memdiag checkout'],
    [
      'top checkout --only logs',
      'Name the step once: in front, or with --only.',
      '/memdiag top checkout',
    ],
    ['list all', '`list` takes nothing more.', '/memdiag list'],
    ['show ../../etc', '`show` takes one id, or none for the latest.', '/memdiag show'],
    ['run', 'Which service?', '/memdiag checkout'],
    ['x'.repeat(501), 'This is too long for a command.', '/memdiag SERVICE'],
  ])('%j is answered with what to type instead', (text, message, hint) => {
    expect(parse(text)).toMatchObject({ kind: 'usage', message: { text: message }, hint })
  })

  test('a shell line is nothing but the name of a service that is not there', () => {
    expect(parse('$(reboot);rm')).toEqual({ kind: 'investigate', service: '$(reboot);rm' })
  })

  test('whatever is typed, a step that comes out is one of the runbook', () => {
    const word = fc.oneof(
      fc.constantFrom(
        '--only',
        'top',
        'logs,',
        'show',
        'list',
        'run',
        'checkout',
        '<',
        '&amp;',
        '--only=',
      ),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    )
    const words = fc.array(word, { maxLength: 8 })
    const strange = fc.sample(words, 2_000).flatMap((each) => {
      const command = parse(each.join(' '))
      return command.kind === 'investigate' ? (command.only ?? []) : []
    })

    expect(new Set(strange).difference(new Set<string>(vocabulary.steps))).toEqual(new Set())
    expect(strange).not.toEqual([])
  })
})

test.each([
  ['<@U0BOT> checkout', 'checkout'],
  ['hey <@U0BOT|memdiag>: checkout --only top', 'checkout --only top'],
  ['<@U0BOT>', ''],
  ['checkout', 'checkout'],
])('what follows the mention in %j is %j', (text, rest) => {
  expect(textAfterMention(text, 'U0BOT')).toBe(rest)
})
