import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseLogLine } from '../../../src/steps/logs/log-line.ts'
import { withYear } from '../../../src/steps/logs/log-time.ts'
import { withoutVarying } from '../../../src/steps/logs/plain-text.ts'

describe('a log line', () => {
  test.each([
    ['node-agent', '2026-11-23 19:40:41|9450|DEBUG|index.js:4|boot', 9450, 'DEBUG|index.js:4|boot'],
    ['pm2 with --time', '2026-11-23T19:40:41: boot', null, 'boot'],
    ['log4js', '[2026-11-23T19:40:41.000] [INFO] default - boot', null, '[INFO] default - boot'],
    ['egg', '2026-11-23 19:40:41,000 INFO 9450 [egg] boot', 9450, 'INFO [egg] boot'],
    ['winston', '2026/11/23 19:40:41 info: boot', null, 'info: boot'],
    ['a pid in brackets', '2026-11-23 19:40:41 [9450] boot', 9450, 'boot'],
  ])('of %s gives time, pid and text', (_name, line, pid, text) => {
    const parsed = parseLogLine(line)

    expect(parsed.time?.seconds).toBe(1_795_462_841)
    expect(parsed.time?.zoned).toBe(false)
    expect(parsed.pid).toBe(pid)
    expect(parsed.text).toBe(text)
  })

  test.each([
    ['pino', '{"level":30,"time":1795462841000,"pid":9450,"hostname":"a","msg":"boot"}', '30 boot'],
    [
      'bunyan',
      '{"name":"a","hostname":"h","pid":9450,"level":30,"msg":"boot","time":"2026-11-23T19:40:41.000Z","v":0}',
      '30 boot',
    ],
    ['a zone east of UTC', '2026-11-24T03:40:41+0800 [9450] boot', 'boot'],
    ['a JSON line in seconds', '{"ts":1795462841,"pid":9450,"message":"boot"}', 'boot'],
  ])('of %s is placed in UTC', (_name, line, text) => {
    const parsed = parseLogLine(line)

    expect(parsed.time).toMatchObject({ seconds: 1_795_462_841, zoned: true })
    expect(parsed).toMatchObject({ pid: 9450, text })
  })

  test('of syslog gets the year that is not in the future', () => {
    const parsed = parseLogLine('Nov 23 19:40:41 web-1 checkout[9450]: boot')

    expect(parsed).toMatchObject({ pid: 9450, text: 'web-1 checkout: boot' })
    const time = parsed.time === null ? null : withYear(parsed.time, 1_796_000_000)
    expect(time?.seconds).toBe(1_795_462_841)
    const earlier = parsed.time === null ? null : withYear(parsed.time, 1_790_000_000)
    expect(earlier?.seconds).toBe(1_763_926_841)
  })

  test('of an access log loses its time from the middle', () => {
    const parsed = parseLogLine('10.0.0.5 - - [23/Nov/2026:19:40:41 +0000] "GET / HTTP/1.1" 200')

    expect(parsed.time?.seconds).toBe(1_795_462_841)
    expect(parsed.text).toBe('10.0.0.5 - -  "GET / HTTP/1.1" 200')
  })

  test.each([
    'plain words',
    '{"not":"a log"}',
    '{"msg":',
    '2026-99-99 19:40:41 boot',
    '2026-11-23 29:40:41 boot',
    '12 monkeys',
  ])('without a time stays whole: %s', (line) => {
    expect(parseLogLine(line)).toMatchObject({ time: null, pid: null, text: line })
  })

  test('never throws and stays quick, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (line) => {
        expect(withoutVarying(parseLogLine(line).text, new Set())).toBeTypeOf('string')
      }),
    )
    const hostile = ['a'.repeat(4000), 'aA1-'.repeat(1000), '1'.repeat(4000), '[('.repeat(2000)]
    const started = performance.now()
    for (const line of hostile) withoutVarying(parseLogLine(line).text, new Set())
    expect(performance.now() - started).toBeLessThan(3000)
  })
})

describe('what varies in a line', () => {
  test.each([
    ['connecting redis 10.0.0.5:6379', 'connecting redis 10.0.0.5:6379'],
    ['node v20.20.2, ws@7.5.10', 'node v20.20.2, ws@7.5.10'],
    ['server listening on 7001', 'server listening on 7001'],
    ['listening at http://0.0.0.0:30001/a/1', 'listening at http://0.0.0.0:30001/a/1'],
    ['job registered: 0 */5 * * * *', 'job registered: 0 */5 * * * *'],
    ['worker(9450), forked.', 'worker(<n>), forked.'],
    ['Worker 3 started (pid 9450)', 'Worker <n> started (pid <n>)'],
    ['worker-3 ready', 'worker-<n> ready'],
    ['started 9450', 'started <pid>'],
    ['ready in 123ms, 1.5 s, 37.2 MB, 12%', 'ready in <n>ms, <n> s, <n> MB, <n>%'],
    ['ws connect j6njNwyRkwsgbaVEAAAA', 'ws connect <id>'],
    ['session 6f1ed002-ab59-4a3c-9d0e-111122223333', 'session <uuid>'],
    ['build 3f786850e387550fdab836ed7e6dc881de23001b', 'build <hex>'],
    ['at 0x7ffd1234', 'at <hex>'],
    ['next run 2026-11-23T19:45:00.000Z', 'next run <time>'],
    ['order 1234567 done', 'order <n> done'],
    ['XMLHttpRequestEventTarget', 'XMLHttpRequestEventTarget'],
  ])('%s', (line, expected) => {
    expect(withoutVarying(line, new Set([9450]))).toBe(expected)
  })
})
