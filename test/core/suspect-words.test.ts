import { expect, test } from 'vitest'
import type { HeapPathStep } from '../../src/core/heap-values.ts'
import { english, type Wording } from '../../src/core/say.ts'
import { classWords, heldBy, holderWords } from '../../src/core/suspect-words.ts'
import { aHeapSuspect } from '../support/heap-builders.ts'

function step(edgeType: string, edge: string, name: string, at = {}): HeapPathStep {
  return { edge, edgeType, type: 'object', name, ...at }
}

const root = step('', '', '(GC roots)')
const context = step('internal', 'context', 'system / Context')
const handler = step('property', 'handle', 'handle', { script: '/srv/app/server.js', line: 7 })
const held = step('context', 'sessions', 'Map')
const table = step('internal', 'table', '')
const session = step('element', '17', 'Session')

function words(of: Wording | null): string | null {
  return of === null ? null : english(of)
}

test('the variable of a function is named with the function and its place', () => {
  const path = [root, handler, context, held, table, session]

  expect(words(holderWords(aHeapSuspect({ path })))).toBe(
    'the variable `sessions`, in the scope of function handle (/srv/app/server.js:7)',
  )
})

test('where an edge alone holds them, that one is named, and never in V8’s words', () => {
  const path = [root, handler, context, held, table, session]
  const cut = { from: context, edge: 'sessions', to: held }

  const said = words(holderWords(aHeapSuspect({ path, cut })))

  expect(said).toBe(
    'the variable `sessions`, in the scope of function handle (/srv/app/server.js:7)',
  )
  expect(said).not.toContain('system')
})

test.each([
  [
    'a property of a class',
    [
      root,
      step('context', 'registry', 'Registry', { script: '/a/r.js', line: 3 }),
      step('property', 'sessions', 'Map'),
      session,
    ],
    '`.sessions` of Registry (/a/r.js:3)',
  ],
  [
    'a property of nothing with a name',
    [root, step('property', 'list', 'Array'), session],
    '`.list`',
  ],
  ['nothing that the program named', [root, table, session], null],
])('%s', (_, path, expected) => {
  expect(words(holderWords(aHeapSuspect({ path })))).toBe(expected)
})

test('an edge that is not on the way told is named by itself', () => {
  const cut = { from: step('', '', 'Server'), edge: '3', to: step('element', '3', 'Array') }

  expect(words(holderWords(aHeapSuspect({ path: [root, session], cut })))).toBe('`[3]` of Server')
})

test.each([
  ['Session', 'Session objects (/srv/app/session.js:12)'],
  ['system / Context', "closures' variables"],
  ['Function', 'functions'],
])('%s objects are called by what they are', (name, expected) => {
  expect(words(classWords(aHeapSuspect({ class: name })))).toBe(expected)
})

test('what holds them is not said of the new ones where those are not known', () => {
  expect(words(heldBy(aHeapSuspect(), 'the variable `a`'))).toBe(', held by the variable `a`')
  expect(words(heldBy(aHeapSuspect({ unsure: true }), 'the variable `a`'))).toBe(
    ', some of them held by the variable `a`; which of them are the new ones V8 forgot',
  )
})
