import { expect, test } from 'vitest'
import { typedHere } from '../../src/slack/typed-here.ts'

test.each([
  [
    'Begin one with `memdiag run SERVICE`; `memdiag list` shows them.',
    'Begin one with `/memdiag SERVICE`; `/memdiag list` shows them.',
  ],
  ['Measure again with: memdiag run checkout', 'Measure again with: /memdiag checkout'],
  ['用 `memdiag run SERVICE` 发起一次。', '用 `/memdiag SERVICE` 发起一次。'],
  ['See it with: memdiag show k3x9q2', 'See it with: /memdiag show k3x9q2'],
  ['This tells: memdiag run a.b --only top', 'This tells: /memdiag a.b --only top'],
])('what a terminal takes is said as Slack takes it: %s', (text, here) => {
  expect(typedHere(text)).toBe(here)
})

test.each([
  'Investigate a host directly: memdiag run --host USER@HOST.',
  'This tells: memdiag run checkout --watch 5m',
  'In the terminal: memdiag resume k3x9q2 --approve gc',
  'Type /memdiag list',
  'Check the network of the machine memdiag runs on.',
])('what only a terminal takes stays as it is: %s', (text) => {
  expect(typedHere(text)).toBe(text)
})
