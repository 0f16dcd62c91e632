import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyseLogs, type LogContext, type ReadLog } from '../../../src/steps/logs/analyse-logs.ts'

const folder = new URL('../../fixtures/node-agent-48/', import.meta.url)
const app = readFileSync(new URL('Demo.OverServer.log', folder), 'utf8')
const agent = readFileSync(new URL('Demo.OverServer_agent.log', folder), 'utf8')

/** 2026-11-23T19:40:41Z: the 48 workers of the fixture started. */
const started = 1_795_462_841

function aLog(text: string, over: Partial<ReadLog> = {}): ReadLog {
  return {
    path: '/log/app.log',
    text: { head: text, tail: '' },
    writers: new Set([1]),
    writtenSeconds: null,
    ...over,
  }
}

function aContext(over: Partial<LogContext> = {}): LogContext {
  return {
    workers: 48,
    pids: new Set(),
    starts: [started],
    zoneOffsetSeconds: 0,
    nowSeconds: started + 3600,
    windowSeconds: 60,
    recentSeconds: 86_400,
    ...over,
  }
}

const boot = [
  ['DEBUG|index.js:4|[boot] config loaded env=production', 48, 48, '2026-11-23 19:40:41'],
  ['DEBUG|index.js:5|[boot] connecting redis 10.0.0.5:6379', 48, 48, '2026-11-23 19:40:41'],
  [
    'DEBUG|index.js:6|[boot] schedule job registered: syncUser 0 */5 * * * *',
    48,
    48,
    '2026-11-23 19:40:41',
  ],
  ['DEBUG|index.js:10|[boot] server listening on 7001', 48, 48, '2026-11-23 19:40:42'],
]

function startupOf(logs: readonly ReadLog[], over: Partial<LogContext> = {}) {
  return analyseLogs(logs, aContext(over)).startup.map((each) => [
    each.text,
    each.count,
    each.pids,
    each.firstAt,
  ])
}

describe('the log of a service with 48 workers', () => {
  test('holds each start-up line 48 times and its timed job 48 times a minute', () => {
    const found = analyseLogs([aLog(app)], aContext())

    expect(startupOf([aLog(app)])).toEqual(boot)
    expect(found.periodic).toEqual([
      {
        text: 'DEBUG|index.js:11|[cron] syncUser tick',
        count: 48,
        pids: 48,
        firstAt: '2026-11-23 19:41:42',
        periodSeconds: 60,
      },
    ])
    expect(found.lines.get('/log/app.log')).toBe(1346)
    expect(found.memoryLines).toEqual([])
  })

  test.each([
    ['the node says it is in another zone than the log', { zoneOffsetSeconds: 28_800 }],
    ['the log is eight hours ahead of UTC', { starts: [started - 28_800] }],
    ['the log is three and a half hours behind', { starts: [started + 12_600] }],
    ['/proc does not tell when the workers started', { starts: [] }],
    ['each worker has a start time of its own', { starts: [started, started + 3, started + 5] }],
  ])('gives the same where %s', (_name, over) => {
    expect(startupOf([aLog(app)], over)).toEqual(boot)
  })

  test('counts the run that lives, not an earlier one in the same file', () => {
    const earlier = app.slice(0, 20_000).replaceAll('2026-11-23 ', '2026-11-22 ')

    expect(startupOf([aLog(earlier + app)])).toEqual(boot)
  })

  test('has no start-up lines once they are rotated away', () => {
    const rotated = app.slice(app.indexOf('19:50:'))

    expect(startupOf([aLog(rotated)])).toEqual([])
    expect(analyseLogs([aLog(rotated)], aContext()).periodic[0]).toMatchObject({ count: 48 })
  })

  test('counts a job without pids in its lines by its bursts', () => {
    const anonymous = app.replaceAll(/\|\d+\|DEBUG/g, ' DEBUG')

    const found = analyseLogs([aLog(anonymous)], aContext())

    expect(found.startup.map((each) => [each.count, each.pids])).toEqual([
      [48, null],
      [48, null],
      [48, null],
      [48, null],
    ])
    expect(found.periodic).toMatchObject([{ count: 48, pids: null, periodSeconds: 60 }])
  })

  test('as JSON lines says the same', () => {
    const json = app.replaceAll(
      /^(\S+) (\S+)\|(\d+)\|DEBUG\|(.*)$/gm,
      '{"level":30,"time":"$1T$2.000Z","pid":$3,"msg":"$4"}',
    )

    const found = analyseLogs([aLog(json)], aContext({ zoneOffsetSeconds: 28_800 }))

    expect(found.startup.map((each) => [each.text, each.count])).toEqual([
      ['30 index.js:4|[boot] config loaded env=production', 48],
      ['30 index.js:5|[boot] connecting redis 10.0.0.5:6379', 48],
      ['30 index.js:6|[boot] schedule job registered: syncUser 0 */5 * * * *', 48],
      ['30 index.js:10|[boot] server listening on 7001', 48],
    ])
    expect(found.periodic).toMatchObject([{ count: 48, pids: 48, periodSeconds: 60 }])
  })

  test('without times and pids is counted by multiplicity alone', () => {
    const bare = app
      .split('\n')
      .slice(0, 192)
      .map((line) => line.split('|').slice(4).join('|'))

    expect(startupOf([aLog(bare.join('\n'))])).toEqual([
      ['[boot] config loaded env=production', 48, null, null],
      ['[boot] connecting redis 10.0.0.5:6379', 48, null, null],
      ['[boot] schedule job registered: syncUser 0 */5 * * * *', 48, null, null],
      ['[boot] server listening on 7001', 48, null, null],
    ])
  })

  test('is read from its beginning and its end alike', () => {
    const cut = { head: app.slice(0, 30_000), tail: app.slice(-30_000) }

    expect(startupOf([aLog('', { text: cut })])).toEqual(boot)
  })
})

describe('logs of other services', () => {
  test('of two workers hold each start-up line twice', () => {
    const log = [
      '2026-11-23 19:40:41 [11] listening on 7001',
      '2026-11-23 19:40:42 [12] listening on 7001',
      ...Array.from({ length: 50 }, (_, i) => `2026-11-23 19:${10 + i}:50 [11] GET /orders 200`),
    ].join('\n')

    expect(startupOf([aLog(log)], { workers: 2, starts: [started, started + 1] })).toEqual([
      ['listening on 7001', 2, 2, '2026-11-23 19:40:41'],
    ])
  })

  test('with a file a worker are counted together, copies are not', () => {
    const line = '2026-11-23 19:40:41 ready'
    const mine = aLog(line, { path: '/log/0.log', writers: new Set([10]) })
    const other = aLog(line, { path: '/log/1.log', writers: new Set([11]) })
    const copy = aLog(line, { path: '/log/copy.log', writers: new Set([10]) })

    expect(startupOf([mine, other], { workers: 2 })).toEqual([
      ['ready', 2, null, '2026-11-23 19:40:41'],
    ])
    expect(startupOf([mine, copy], { workers: 2 })).toEqual([
      ['ready', 1, null, '2026-11-23 19:40:41'],
    ])
  })

  test('do not take ordinary requests for jobs', () => {
    const seconds = [1, 2, 9, 11, 30, 31, 33, 58, 59]
    const log = seconds.map((at) => `2026-11-23 20:10:${String(at).padStart(2, '0')} [11] GET /`)

    expect(analyseLogs([aLog(log.join('\n'))], aContext()).periodic).toEqual([])
  })

  test('tell the period of workers that do not tick together', () => {
    const log: string[] = []
    for (let minute = 0; minute < 5; minute++) {
      for (const [pid, at] of [
        [11, 5],
        [12, 35],
        [13, 50],
      ]) {
        log.push(`2026-11-23 20:0${minute}:${String(at).padStart(2, '0')} [${pid}] sync tick`)
      }
    }

    expect(analyseLogs([aLog(log.join('\n'))], aContext()).periodic).toMatchObject([
      { text: 'sync tick', count: 3, pids: 3, periodSeconds: 60 },
    ])
  })

  test('do not take the first ticks of a job for start-up lines', () => {
    const log = ['2026-11-23 19:40:41 [11] boot']
    for (let at = 42; at < 58; at += 2) log.push(`2026-11-23 19:40:${at} [11] tick`)

    const found = analyseLogs([aLog(log.join('\n'))], aContext({ workers: 1 }))

    expect(found.startup.map((each) => each.text)).toEqual(['boot'])
    expect(found.periodic).toMatchObject([{ text: 'tick', count: 1, periodSeconds: 2 }])
  })

  test('mask secrets in what is kept', () => {
    const log = '2026-11-23 19:40:41 connecting redis://app:hunter2@10.0.0.5:6379'

    expect(startupOf([aLog(log)])[0]?.[0]).toBe('connecting redis://app:***@10.0.0.5:6379')
  })
})

describe('what a log says outright', () => {
  test("is read from node-agent's own log, which gives no start-up lines", () => {
    const found = analyseLogs([aLog(agent, { path: '/log/Demo.OverServer_agent.log' })], aContext())

    expect(found.nodeAgent).toEqual({
      forking: 48,
      cpus: 2,
      physicalCores: 2,
      nodeVersion: 'v20.20.2',
      path: '/log/Demo.OverServer_agent.log',
    })
    expect(found.startup).toEqual([])
  })

  test.each([
    'FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory',
    'FATAL ERROR: CALL_AND_RETRY_LAST Allocation failed - process out of memory',
    'Error: spawn ENOMEM',
    'sh: fork: Cannot allocate memory',
    'RangeError: Array buffer allocation failed',
    'kernel: Memory cgroup out of memory: Killed process 9450 (node)',
    'kernel: oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null)',
    'kernel: Out of memory: Killed process 9450 (node) total-vm:1 kB',
  ])('speaks of memory: %s', (text) => {
    const log = `2026-11-23 19:40:41 ${text}\n2026-11-23 19:50:41 ${text}`

    expect(analyseLogs([aLog(log)], aContext()).memoryLines).toEqual([
      {
        path: '/log/app.log',
        text: `2026-11-23 19:50:41 ${text}`,
        count: 2,
        when: { age: 'recent', at: '2026-11-23 19:50:41', from: 'line' },
      },
    ])
  })

  test('does not take every mention of memory for a shortage', () => {
    const log = 'memory 120 MB used\nheap snapshot written\nin-memory cache ready'

    expect(analyseLogs([aLog(log)], aContext()).memoryLines).toEqual([])
  })
})

test('any text at all gives an answer', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...app.split('\n').slice(0, 300)),
    fc.constantFrom('2026-11-23 19:40:41', '{"time":1e99}', '{"pid":-1,"msg":""}', '||||'),
  )
  fc.assert(
    fc.property(fc.array(line), fc.array(line), (head, tail) => {
      const text = { head: head.join('\n'), tail: tail.join('\n') }
      const found = analyseLogs([aLog('', { text })], aContext())
      expect(found.startup.length).toBeLessThanOrEqual(12)
      expect(found.startup.every((each) => each.count > 0 && each.text.length <= 240)).toBe(true)
    }),
  )
})
