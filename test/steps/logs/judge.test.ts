import { describe, expect, test } from 'vitest'
import type { Missing } from '../../../src/core/evidence.ts'
import type { LogsValues } from '../../../src/core/logs-values.ts'
import { logsStep } from '../../../src/steps/logs/step.ts'
import { aProbeInput, thresholds } from '../support/run-probe.ts'

const quiet = { path: '/l', sizeBytes: 10, readBytes: 10, bytesPerSecond: 100, lines: 1 }

function judge(over: Partial<LogsValues>, missing: Missing[] = []) {
  const values: LogsValues = {
    kind: 'logs',
    workers: 48,
    files: [],
    startup: [],
    periodic: [],
    memoryLines: [],
    nodeAgent: null,
    backlogBytes: null,
    ...over,
  }
  const findings = logsStep.judge({
    node: 'web-1',
    service: aProbeInput().service,
    thresholds,
    evidence: [
      {
        id: 'logs/web-1',
        step: 'logs',
        node: 'web-1',
        command: '',
        exitCode: 0,
        durationMs: 1,
        at: '2026-11-23T19:40:41.000Z',
        values,
        output: { text: '', truncated: false },
        missing,
      },
    ],
  })
  expect(findings.every((each) => each.step === 'logs' && each.evidence[0] === 'logs/web-1')).toBe(
    true,
  )
  return findings.map((each) => [each.id, each.cause, each.speaks, each.strength, each.text])
}

const line = { text: 'listening on 7001', count: 48, pids: 48, firstAt: '2026-11-23 19:40:41' }
const agent = { forking: 48, cpus: 2, physicalCores: 2, nodeVersion: 'v20.20.2', path: '/a' }

describe('the judge of the logs', () => {
  test.each<[string, Partial<LogsValues>, unknown[]]>([
    [
      'takes lines that stand once per worker for over-forking',
      { startup: [line, { ...line, text: 'config loaded' }] },
      [
        'logs.startup-lines/web-1',
        'overforked-workers',
        'for',
        'strong',
        'Start-up lines stand 48 times, once per worker: `listening on 7001` (and 1 more).',
      ],
    ],
    [
      'takes one line each of few workers against it',
      { workers: 2, startup: [{ ...line, count: 2, pids: 2 }] },
      [
        'logs.startup-lines/web-1',
        'overforked-workers',
        'against',
        'weak',
        'Start-up lines stand at most 2 times, with 2 workers: `listening on 7001`.',
      ],
    ],
    [
      'takes a single line against it',
      { workers: 1, startup: [{ ...line, count: 1, pids: 1 }] },
      [
        'logs.startup-lines/web-1',
        'overforked-workers',
        'against',
        'weak',
        'Each start-up line stands once: `listening on 7001`.',
      ],
    ],
    [
      'weighs several starts in a log without times weakly',
      { startup: [{ ...line, count: 144, pids: null, firstAt: null }] },
      [
        'logs.startup-lines/web-1',
        'overforked-workers',
        'for',
        'weak',
        '`listening on 7001` stands 144 times, 3 times per worker; the log has no times, so starts cannot be told apart.',
      ],
    ],
    [
      "believes node-agent's own count",
      { nodeAgent: agent },
      [
        'logs.node-agent-forking/web-1',
        'overforked-workers',
        'for',
        'strong',
        "node-agent's own log says: forking 48 workers on a device of 2 CPUs, 2 physical cores.",
      ],
    ],
    [
      'says where node-agent forked fewer than run now',
      { nodeAgent: { ...agent, forking: 2, cpus: null } },
      [
        'logs.node-agent-forking/web-1',
        'overforked-workers',
        'against',
        'weak',
        "node-agent's own log says: forking 2 workers; 48 run now.",
      ],
    ],
    [
      'names a timed job that runs once per worker',
      { periodic: [{ ...line, text: 'sync tick', periodSeconds: 60 }] },
      [
        'logs.periodic-lines/web-1',
        null,
        'neither',
        'weak',
        'Each timed job runs 48 times, once per worker, every 60 s: `sync tick`.',
      ],
    ],
    [
      'reports lines that speak of memory',
      { memoryLines: [{ path: '/l', text: 'ENOMEM', count: 3 }] },
      [
        'logs.out-of-memory/web-1',
        null,
        'neither',
        'strong',
        '3 lines speak of memory running out, the last of one kind in /l: `ENOMEM`.',
      ],
    ],
    [
      'takes a shortage of a year ago for no problem of today',
      {
        memoryLines: [
          {
            path: '/l',
            text: '2025-11-23 ENOMEM',
            count: 3,
            when: { age: 'old', at: '2025-11-23', from: 'line' },
          },
        ],
      },
      [
        'logs.old-out-of-memory/web-1',
        null,
        'neither',
        'weak',
        '3 lines speak of memory running out, but more than 24 h ago, the last of one kind in /l at 2025-11-23: `2025-11-23 ENOMEM`.',
      ],
    ],
    [
      'says that a line without a time counts as recent',
      {
        memoryLines: [
          {
            path: '/l',
            text: 'ENOMEM',
            count: 1,
            when: { age: 'recent', at: null, from: 'nothing' },
          },
        ],
      },
      [
        'logs.out-of-memory/web-1',
        null,
        'neither',
        'strong',
        'A line speaks of memory running out, the last of one kind in /l: `ENOMEM`; it has no time, so it counts as recent.',
      ],
    ],
    [
      'says that the file dates a line without a time',
      {
        memoryLines: [
          {
            path: '/l',
            text: 'ENOMEM',
            count: 1,
            when: { age: 'recent', at: '2026-11-23T20:39:41.000Z', from: 'file' },
          },
        ],
      },
      [
        'logs.out-of-memory/web-1',
        null,
        'neither',
        'strong',
        'A line speaks of memory running out, the last of one kind in /l: `ENOMEM`; it has no time, but its file was written in the last 24 h.',
      ],
    ],
    [
      'rules piled-up output out where logs grow slowly and stdout is a file',
      { files: [quiet, quiet], backlogBytes: 0 },
      [
        'logs.console-backpressure/web-1',
        'console-backpressure',
        'against',
        'strong',
        'The 2 log files grow by 200 B/s, and stdout and stderr are files: too little output to pile up.',
      ],
    ],
    [
      'weighs logs that grow slowly weakly where a backlog could not be seen',
      { files: [quiet, quiet] },
      [
        'logs.console-backpressure/web-1',
        'console-backpressure',
        'against',
        'weak',
        'The 2 log files grow by 200 B/s, which is little; whether output waits in stdout or stderr cannot be seen: they are not known to be files.',
      ],
    ],
    [
      'suspects output where logs grow fast',
      { files: [{ ...quiet, bytesPerSecond: 2_097_152 }] },
      [
        'logs.console-backpressure/web-1',
        'console-backpressure',
        'for',
        'weak',
        'The logs grow by 2.00 MiB/s: writing them is work, and output may pile up in the processes.',
      ],
    ],
    [
      'believes a backlog that was seen',
      { backlogBytes: 33_554_432 },
      [
        'logs.console-backpressure/web-1',
        'console-backpressure',
        'for',
        'strong',
        '32.0 MiB of output wait for a reader of stdout or stderr.',
      ],
    ],
  ])('%s', (_name, values, expected) => {
    expect(judge(values)).toEqual([expected])
  })

  test.each<[string, Partial<LogsValues>, Missing[]]>([
    ['nothing was read', {}, []],
    ['a log grows at an ordinary rate', { files: [{ ...quiet, bytesPerSecond: 524_288 }] }, []],
    ['one process wrote all the lines', { startup: [{ ...line, pids: 1 }] }, []],
    [
      'only some of a file a worker were read',
      { startup: [{ ...line, count: 1, pids: 1 }] },
      [{ what: '42 more log files', reason: 'truncated' }],
    ],
    ['a job runs once', { periodic: [{ ...line, count: 1, pids: 1, periodSeconds: 60 }] }, []],
  ])('says nothing where %s', (_name, values, missing) => {
    expect(judge(values, missing)).toEqual([])
  })
})
