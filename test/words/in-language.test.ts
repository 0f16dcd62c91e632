import { expect, test } from 'vitest'
import { say } from '../../src/core/say.ts'
import { inLanguage } from '../../src/words/in-language.ts'

const QUOTA = say`The host has ${say`${48} processors`}. The service may use ${2} (affinity ${48}, ${say`a quota of ${2}`}).`

test('reads in Chinese with what is said inside of it, and in English as it was written', () => {
  expect(inLanguage('zh', QUOTA)).toBe(
    '宿主机有 48 个 processor（逻辑 CPU）。该服务可用 2 个 CPU（亲和性允许 48 个，CPU 配额为 2）。',
  )
  expect(inLanguage('en', QUOTA)).toBe(QUOTA.text)
})

test('a space stands between Chinese and figures or Latin letters only', () => {
  expect(inLanguage('zh', say`${'checkout'} (${'a'})`)).toBe('checkout（a）')
  expect(inLanguage('zh', say`waiting until ${'12:00'}`)).toBe('等到 12:00')
  expect(inLanguage('zh', say`waiting until ${say`unknown`}`)).toBe('等到原因不明')
})

test('Chinese in a place stands apart from Latin letters and dots beside it, and marks from nothing', () => {
  const connections = say`${2} established connections`
  const used = say`The service used ${1} of ${2} CPUs (${say`${0} %`}) over ${3} s, with ${connections}${'.'}`

  expect(inLanguage('zh', used)).toContain('（0 %），有 2 个已建立的连接')
  expect(inLanguage('zh', say` · took ${say`${12} s`} · ${'abc'}`)).toBe(' · 耗时 12 秒 · abc')
  expect(inLanguage('zh', say`${say`There is no investigation yet.`} [${'top/web-1'}]`)).toBe(
    '还没有任何调查。[top/web-1]',
  )
})

test('what the catalogue does not have, and what an older version wrote, reads in English', () => {
  const message = { id: '{0} of no catalogue {1}', values: [3, { id: '{0} inside', values: [4] }] }

  expect(inLanguage('zh', { text: '3 of no catalogue 4 inside', message })).toBe(
    '3 of no catalogue 4 inside',
  )
  expect(inLanguage('zh', { text: 'Written long ago.' })).toBe('Written long ago.')
  expect(inLanguage('zh', 'what a host wrote')).toBe('what a host wrote')
})
