import { expect, test } from 'vitest'
import { fromText } from '../../src/words/from-text.ts'
import { ERRORS } from '../../src/words/zh/errors.ts'
import { LADDER } from '../../src/words/zh/ladder.ts'
import { REQUESTS } from '../../src/words/zh/requests.ts'
import { STORED } from '../../src/words/zh/stored.ts'
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

/** A host may answer with what begins like a template and repeats its middle: a pattern goes back and forth in it. */
test.each(
  [STORED, LADDER, ERRORS, REQUESTS].flatMap((area) =>
    Object.keys(area).filter((id) => id.split(/\{\d+\}/).length > 3),
  ),
)('comes to an end on a text that is made to look like "%s"', (id) => {
  const [first = '', ...rest] = id.split(/\{\d+\}/)
  const middle = rest.slice(0, -1).join('x')
  const hostile = `${first}x${`${middle}x`.repeat(2_000)}`.slice(0, 1_990)

  expect(fromText(`${hostile}\u0001`).text).toBe(`${hostile}\u0001`)
})

test('comes to an end on a text of separators only', () => {
  const hostile = ', '.repeat(990)

  expect(fromText(hostile).text).toBe(hostile)
})

test('what is said of requests that could not be counted is recognised', () => {
  expect(chinese('requests counted at http://127.0.0.1:9090/metrics')).toBe(
    'http://127.0.0.1:9090/metrics 处统计的请求数',
  )
})
