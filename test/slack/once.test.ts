import { expect, test } from 'vitest'
import { createOnce } from '../../src/slack/once.ts'

test('a key counts once, and only the latest keys are remembered', () => {
  const once = createOnce(2)

  expect([once('a'), once('a'), once('b'), once('c'), once('c'), once('a')]).toEqual([
    true,
    false,
    true,
    true,
    false,
    true,
  ])
})
