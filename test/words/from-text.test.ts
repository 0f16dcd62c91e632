import { expect, test } from 'vitest'
import { fromText } from '../../src/words/from-text.ts'
import { inLanguage } from '../../src/words/in-language.ts'

const chinese = (text: string) => inLanguage('zh', fromText(text))

test('a plain text of the log is recognised by its template', () => {
  expect(chinese('the process table')).toBe('进程表')
  expect(chinese('3 more log files')).toBe('另外 3 个日志文件')
  expect(
    chinese(
      'It was stopped on the node after 8 s. A longer deadlineSeconds in the runbook gives it more time.',
    ),
  ).toBe('8 s 后已在节点上停止探测。在 runbook 中调大 deadlineSeconds 可以给它更多时间。')
  expect(fromText('the process table').text).toBe('the process table')
})

test('anything else is what it is, however long', () => {
  expect(chinese('/var/log/checkout.log')).toBe('/var/log/checkout.log')
  expect(chinese('')).toBe('')
  expect(chinese('x says '.repeat(1_000))).toBe('x says '.repeat(1_000))
})
