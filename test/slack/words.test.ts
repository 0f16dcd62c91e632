import { expect, test } from 'vitest'
import { languageOfLocale } from '../../src/slack/words.ts'

test.each([
  ['zh-CN', 'zh'],
  ['zh-Hans-CN', 'zh'],
  ['zh-SG', 'zh'],
  ['zh', 'zh'],
  // Other characters and other terms: process, memory and thread are other words there.
  ['zh-TW', null],
  ['zh-HK', null],
  ['en-US', 'en'],
  ['en-GB', 'en'],
  ['de-DE', null],
  ['', null],
  [undefined, null],
])('the locale %s asks for %s', (locale, language) => {
  expect(languageOfLocale(locale)).toBe(language)
})
