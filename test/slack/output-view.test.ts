import { expect, test } from 'vitest'
import { outputView, wholeText } from '../../src/slack/output-view.ts'
import { wordsIn } from '../../src/slack/words.ts'
import { aState, AT, evidenceEvent, someEvidence, someTop } from '../support/builders.ts'

const silent = someEvidence(someTop(), { command: 'ps', output: { text: '', truncated: false } })
const at = { investigation: 'abc', step: 'top', evidence: null, page: 0, channel: 'C1' }

test('an output that was taken out of an old log is told from one that never was', () => {
  expect(wholeText(aState(), silent, wordsIn('en'))).toBe('(no output)\n\n[what was run]\nps\n')
  expect(wholeText({ compactedAt: AT }, silent, wordsIn('en'))).toBe(
    `[taken out of the log on ${AT}]\n\n[what was run]\nps\n`,
  )
})

test('the answers of a fleet are searched, since Slack lists a hundred at most', () => {
  const answers = Array.from({ length: 150 }, (_, index) =>
    evidenceEvent({ ...silent, id: `top/web-${index}`, node: `web-${index}` }),
  )

  expect(JSON.stringify(outputView(aState(answers.slice(0, 100)), at, 'en'))).toContain(
    'static_select',
  )
  expect(JSON.stringify(outputView(aState(answers), at, 'en'))).toContain('external_select')
})

test('a page that is not there any more is the last one', () => {
  const state = aState([evidenceEvent(silent)])

  expect(JSON.stringify(outputView(state, { ...at, page: 9 }, 'en'))).toContain('Page 1 of 1')
})

test('what a shorter title left of a command line is not shown, and all else is', () => {
  const padded = '12\tnode: worker\u0000\u0000\u0000\n13\tnode\ufffd\ufffd\t7\na\u0000b'
  const answer = { ...silent, output: { text: padded, truncated: false } }

  expect(wholeText(aState(), answer, wordsIn('en'))).toBe(
    '12\tnode: worker\n13\tnode\t7\na\u0000b\n\n[what was run]\nps\n',
  )
})
