import { expect, test } from 'vitest'
import { fromText } from '../../src/words/from-text.ts'
import { inLanguage } from '../../src/words/in-language.ts'
import { ERRORS } from '../../src/words/zh/errors.ts'
import { LADDER } from '../../src/words/zh/ladder.ts'
import { REQUESTS } from '../../src/words/zh/requests.ts'
import { STORED } from '../../src/words/zh/stored.ts'
import { saidTemplates } from './said-templates.ts'

/** What these say stands on the log as plain English: it is read in another language by the areas that `fromText` knows. */
const SAYS = /^(?:engine\/(?:act|weigh|leave|ladder-effects)|core\/heap-(?:guard|cost))\.ts$/

test('all that the ladder puts on the log is recognised there', () => {
  const known = new Set([STORED, LADDER, ERRORS, REQUESTS].flatMap((area) => Object.keys(area)))
  const said = saidTemplates().filter(({ file }) => SAYS.test(file))

  expect(said.length).toBeGreaterThan(60)
  expect(said.filter(({ id }) => !known.has(id))).toEqual([])
})

test.each([
  ['Read the heap figures', '已读取堆数据'],
  ['Read the heap figures after forced collections', '已在强制回收后读取堆数据'],
  ['Sampled the allocations', '已采样内存分配'],
  ['Took a snapshot', '已生成快照'],
])('"%s" is read whole before how the inspector was left', (done, chinese) => {
  const text = `${done} of process 779 on web-1. The inspector is closed: nothing listens there any more.`

  expect(inLanguage('zh', fromText(text))).toBe(
    `web-1 上的进程 779：${chinese}。inspector 已关闭：那里不再有监听。`,
  )
})
