import { expect, test } from 'vitest'
import { differences } from '../../src/core/differences.ts'

test('names the path and both values, and says nothing of what is the same', () => {
  expect(differences({ a: 1, b: { c: [1, 2] } }, { a: 1, b: { c: [1, 3] } }, 'verdict')).toEqual([
    'verdict.b.c[1]: 2 -> 3',
  ])
  expect(differences({ a: 1 }, { a: 1 }, 'verdict')).toEqual([])
})

test('matches entries by their id, so that one more does not shift the rest', () => {
  const before = [
    { id: 'x', n: 1 },
    { id: 'y', n: 2 },
  ]
  const after = [
    { id: 'new', n: 9 },
    { id: 'x', n: 1 },
    { id: 'y', n: 3 },
  ]

  expect(differences(before, after, 'findings')).toEqual([
    'findings[y].n: 2 -> 3',
    'findings[new]: nothing -> {"id":"new","n":9}',
  ])
})

test('a text says the same with its message and without', () => {
  const message = { id: '{0} workers', values: [2] }
  const before = { findings: [{ id: 'x', text: '2 workers' }], message: 'what failed' }

  expect(
    differences(before, { ...before, findings: [{ id: 'x', text: '2 workers', message }] }, 'top'),
  ).toEqual([])
  expect(differences(before, { ...before, message: 'something else' }, 'top')).toEqual([
    'top.message: "what failed" -> "something else"',
  ])
})

test('an order that changed is a difference too', () => {
  expect(differences([{ id: 'x' }, { id: 'y' }], [{ id: 'y' }, { id: 'x' }], 'list')).toEqual([
    'list: the same entries in another order',
  ])
  expect(differences({ a: 1, b: 2 }, { b: 2, a: 1 }, 'it')).toEqual([
    'it: the same keys in another order',
  ])
})
