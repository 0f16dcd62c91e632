import { describe, expect, test } from 'vitest'
import type { Button } from '../../src/core/post.ts'
import { buttonBlock, pressedOf } from '../../src/slack/buttons.ts'

const approve: Button = {
  action: 'approve',
  label: 'Approve',
  investigation: 'abc123defg',
  subject: 'gc/web-1/4711',
}

describe('a button', () => {
  test('says when it is pressed what it is bound to', () => {
    const [element] = buttonBlock([approve]).elements
    const value = element?.type === 'button' ? (element.value ?? '') : ''

    expect(pressedOf(value)).toEqual({
      action: 'approve',
      investigation: 'abc123defg',
      subject: 'gc/web-1/4711',
    })
  })

  test.each([
    '',
    'abc',
    '{}',
    '{"action":"rm","investigation":"a"}',
    '{"action":"cancel","investigation":""}',
  ])('with the value %j is none of memdiag', (value) => {
    expect(pressedOf(value)).toBeNull()
  })
})
