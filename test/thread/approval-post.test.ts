import { expect, test } from 'vitest'
import { spansText } from '../../src/core/post.ts'
import type { Service } from '../../src/core/service.ts'
import { approvalPosts } from '../../src/thread/approval-post.ts'
import { anOpening, aService, aState } from '../support/builders.ts'
import { asked } from '../support/ladder-builders.ts'

function cardText(service: Partial<Service>): string {
  const state = aState([asked('gc')], anOpening({ service: aService(service) }))
  return approvalPosts(state)
    .flatMap(({ parts }) => parts)
    .map((part) => (part.kind === 'line' ? spansText(part.spans) : JSON.stringify(part)))
    .join('\n')
}

test('the card names who may approve', () => {
  expect(cardText({ approvers: ['U0BOB', 'U0EVE'], fourEyes: true })).toContain(
    'May approve: U0BOB U0EVE, but not who asked for the investigation.',
  )
  expect(cardText({ approvers: ['U0BOB'] })).toContain('May approve: U0BOB.')
})

test('the card says so where nobody may approve from Slack', () => {
  expect(cardText({})).toContain('services.yml names no approvers')
})

test('a yes and a no are asked for twice: the button names the action and says what it does before it counts', () => {
  const [card] = approvalPosts(aState([asked('gc')], anOpening()))
  const buttons = card?.parts.flatMap((part) => (part.kind === 'actions' ? part.buttons : [])) ?? []

  expect(buttons).toMatchObject([
    { action: 'approve', label: 'Approve gc', subject: 'gc-1', confirm: { title: 'Approve gc?' } },
    {
      action: 'deny',
      label: 'Deny',
      subject: 'gc-1',
      confirm: {
        title: 'Deny gc?',
        text: expect.stringContaining(
          'not asked for again: the verdict is made with what is known',
        ),
        yes: 'Deny',
        no: 'Not now',
      },
    },
  ])
})

test('the card says in the language of the thread what the prediction rests on', () => {
  const event = asked('gc')
  if (event.kind !== 'approval-asked') throw new Error('no card')
  const card = { ...event.card, basis: 'measured on heaps of 5 MB to 1 GB' }
  const state = aState([{ ...event, card }], anOpening({ language: 'zh' }))

  const tables = approvalPosts(state)
    .flatMap(({ parts }) => parts)
    .flatMap((part) => (part.kind === 'table' ? part.rows : []))

  expect(tables).toContainEqual(['预测依据', '依据对 5 MB 至 1 GB 堆的实测'])
})
