import { expect, test } from 'vitest'
import { readEnvironment } from '../../src/config/environment.ts'
import { languageOf } from '../../src/config/language.ts'

test.each([
  [{ MEMDIAG_LANGUAGE: 'en', LANG: 'zh_CN.UTF-8' }, 'en'],
  [{ MEMDIAG_LANGUAGE: 'zh' }, 'zh'],
  [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
  [{ LANG: 'zh' }, 'zh'],
  [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'zh_SG' }, 'zh'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, null],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: '' }, 'zh'],
  [{ LANG: 'zh_TW.UTF-8' }, null],
  [{ LANG: 'de_DE.UTF-8' }, null],
  [{}, null],
])('the environment %j asks for %s', (env, language) => {
  expect(languageOf(readEnvironment(env))).toBe(language)
})
