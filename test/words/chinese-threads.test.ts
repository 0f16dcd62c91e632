import { expect, test } from 'vitest'
import type { Part, Post } from '../../src/core/post.ts'
import { itemText, spansText } from '../../src/core/post.ts'
import type { State } from '../../src/core/state.ts'
import { renderThread } from '../../src/thread/render-thread.ts'
import { chartInWords } from '../../src/words/chart-words.ts'
import { recordedNames, recordedState } from './recorded-states.ts'

test.each(recordedNames())('no sentence of %s is left in English', (name) => {
  const state = recordedState(name, 'zh')

  const posts = renderThread(state)

  expect(
    posts.flatMap(({ text, parts }) => [text, ...parts.flatMap(textsOf)]).length,
  ).toBeGreaterThan(20)
  expect(posts.flatMap((post) => englishIn(state, post))).toEqual([])
})

test.each(recordedNames())('%s reads in English as it stands on the log', (name) => {
  const state = recordedState(name, 'en')

  const texts = renderThread(state).flatMap(({ parts }) => parts.flatMap(textsOf))

  const told = texts.join('\n')
  expect(told).toContain(state.verdict?.text)
  // Of several nodes that say the same one is the example.
  const alone = state.nodes.length === 1 ? state.findings : []
  expect(alone.filter((finding) => !told.includes(finding.text))).toEqual([])
})

test('a sentence of English is found among Chinese', () => {
  const state = recordedState('the-case', 'zh')
  const post: Post = { key: 'k', kind: 'step', text: '判定：leak', parts: [] }

  expect(englishIn(state, post)).toEqual([])
  expect(englishIn(state, { ...post, text: '内存 is held by some leak' })).toEqual([
    'is held by some leak',
  ])
})

/** Three words of Latin small letters in a row. */
const SENTENCE = /\b[a-z]{2,}(?:[,:;]? [a-z]{2,}){2,}\b/g

/** Names of things that read the same in every language, where three of them stand in a row. */
const NAMES = [/forking \d+ workers/]

/** What hosts wrote is exempt, and what older versions of the recordings put on their logs in other words. */
function englishIn({ evidence }: State, { text, parts }: Post): string[] {
  const hosts = JSON.stringify(evidence.map(({ values, missing }) => [values, missing]))
  return [text, ...parts.flatMap(textsOf)]
    .map((words) => words.replaceAll(/`[^`]*`/g, ''))
    .flatMap((words) => words.match(SENTENCE) ?? [])
    .filter((words) => !hosts.includes(words.trim()) && !NAMES.some((name) => name.test(words)))
}

/** All that a part says by itself: what is to be copied stays as it is typed. */
function textsOf(part: Part): string[] {
  switch (part.kind) {
    case 'heading':
    case 'text':
    case 'small':
      return [part.text]
    case 'line':
      return [spansText(part.spans)]
    case 'list':
      return part.items.map(itemText)
    case 'code':
      return []
    case 'table':
      return [part.caption, ...part.columns.map(({ title }) => title), ...part.rows.flat()]
    case 'progress':
      return part.steps.map(({ text }) => text)
    case 'chart':
      return [chartInWords(part.chart)]
    case 'actions':
      return part.buttons.flatMap(({ label, confirm }) => [label, ...Object.values(confirm ?? {})])
  }
}
