import { expect, test } from 'vitest'
import { spanWords } from '../../src/core/span.ts'
import { inLanguage } from '../../src/words/in-language.ts'

test.each([
  [0.18, '0.2 s', '0.2 秒'],
  [42, '42 s', '42 秒'],
  [59.7, '1 min 0 s', '1 分 0 秒'],
  [200, '3 min 20 s', '3 分 20 秒'],
  [7_500, '2 h 5 min', '2 小时 5 分'],
  [97_200, '1 d 3 h', '1 天 3 小时'],
])('%d seconds are %s, in Chinese %s', (seconds, english, chinese) => {
  expect(spanWords(seconds).text).toBe(english)
  expect(inLanguage('zh', spanWords(seconds))).toBe(chinese)
})
