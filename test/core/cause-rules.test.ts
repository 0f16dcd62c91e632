import { describe, expect, test } from 'vitest'
import {
  aCgroup,
  aCluster,
  GiB,
  MiB,
  someCpuinfo,
  someLoad,
  someLogs,
  someTop,
} from '../support/builders.ts'
import { figures, GROWING, heapOf, oneWorker, readings } from '../support/rule-scenes.ts'
import { judgedAndSettled } from '../support/settled.ts'
import { aCourse, aLook, aTrendProcess, someTrend } from '../support/trend-builders.ts'

describe('real-load', () => {
  const WAVE = [0.1, 0.4, 0.8, 1, 1, 0.8, 0.4, 0.1, 0.1, 0.4, 0.8, 1]
  function wave(memoryOf: (load: number, index: number) => number) {
    let cpuTicks = 0
    const looks = [aLook(1000, [aTrendProcess(100 * MiB)])]
    for (const [index, load] of WAVE.entries()) {
      cpuTicks += load * 100
      const size = Math.round(memoryOf(load, index) * MiB)
      looks.push(aLook(1001 + index, [aTrendProcess(size, { cpuTicks })]))
    }
    return someTrend(looks)
  }

  test('memory that comes and goes with the load', () => {
    const { verdict } = judgedAndSettled(
      [someLoad({ serviceCpus: 0.9 }), oneWorker(220 * MiB), wave((load) => 100 + 120 * load)],
      { memoryLimitBytes: 300 * MiB },
    )

    expect(verdict).toMatchObject({ cause: 'real-load', confidence: 'confirmed' })
  })

  // Buffers that are never let go, under requests that come and go: measured in the laboratory.
  test('a rise beside a load that comes and goes is not explained by it', () => {
    const rising = wave((load, index) => 80 + 4 * load + index)

    expect(judgedAndSettled([someLoad(), oneWorker(90 * MiB), rising]).verdict.cause).toBe(
      'inconclusive',
    )
  })

  test('a swing that is less than the problem explains it only in proportion, and likely', () => {
    const { verdict } = judgedAndSettled(
      [someLoad({ serviceCpus: 0.9 }), oneWorker(220 * MiB), wave((load) => 148 + 68 * load)],
      { memoryLimitBytes: 300 * MiB },
    )

    expect(verdict).toMatchObject({ cause: 'real-load', confidence: 'likely' })
  })

  test.each([
    ['busy, and what they hold may be its work', 1.4, 'inconclusive'],
    ['idle, and they are what fills it', 0.01, 'external-memory'],
  ])('Buffers that do not grow in a service that is %s', (_, serviceCpus, cause) => {
    const held = readings([150, 150, 150, 150], (bytes) => ({
      heapUsedBytes: 6 * MiB,
      heapTotalBytes: 8 * MiB,
      externalBytes: bytes,
      rssBytes: bytes + 60 * MiB,
    }))

    const { verdict } = judgedAndSettled(
      [
        someLoad({ serviceCpus, usableCpus: 2, connections: 3 }),
        oneWorker(180 * MiB),
        figures(held),
      ],
      { memoryLimitBytes: 300 * MiB },
    )

    expect(verdict.cause).toBe(cause)
  })

  test('a busy service whose memory does not follow is not called so', () => {
    const { verdict } = judgedAndSettled(
      [someLoad({ serviceCpus: 0.9 }), oneWorker(220 * MiB), wave((_, index) => 200 + (index % 2))],
      { memoryLimitBytes: 300 * MiB },
    )

    expect(verdict.cause).toBe('inconclusive')
  })
})

describe('other-process', () => {
  test('a stranger in the service’s own container', () => {
    const cgroup = aCgroup({
      memoryLimitBytes: 256 * MiB,
      memoryUsageBytes: 220 * MiB,
      anonBytes: 200 * MiB,
      fileBytes: 10 * MiB,
      foreignProcesses: 1,
    })
    const top = { ...oneWorker(30 * MiB), cgroup }

    const { verdict } = judgedAndSettled([someLoad({ cgroup }), top], {
      memoryLimitBytes: 256 * MiB,
    })

    expect(verdict).toMatchObject({ cause: 'other-process', explainedBytes: 170 * MiB })
  })

  test('a host without a limit of the service’s that others fill', () => {
    const top = {
      ...oneWorker(100 * MiB),
      others: [
        {
          pid: 7,
          command: '/usr/bin/mysqld',
          rssBytes: 11 * GiB,
          anonBytes: 10 * GiB,
          isNode: false,
        },
      ],
      othersRssBytes: 11 * GiB,
      othersAnonBytes: 10 * GiB,
    }
    const load = someLoad({ hostAvailableBytes: 4 * GiB })
    const { verdict } = judgedAndSettled([load, top], { memoryLimitBytes: undefined })

    expect(verdict).toMatchObject({ cause: 'other-process', explainedBytes: 10 * GiB })
    expect(verdict.text).toContain('mysqld')
  })

  test('a host with room is healthy, whoever holds most of it', () => {
    const load = someLoad({ hostAvailableBytes: 12 * GiB })

    expect(
      judgedAndSettled([load, oneWorker(100 * MiB)], { memoryLimitBytes: undefined }).verdict.cause,
    ).toBe('healthy')
  })
})

describe('console-backpressure', () => {
  test('a process that waits to write and holds more and more', () => {
    const logs = someLogs({ waitingToWrite: [100] })

    const { verdict } = judgedAndSettled(
      [someLoad(), logs, oneWorker(220 * MiB), figures(readings(GROWING, heapOf))],
      { memoryLimitBytes: 300 * MiB },
    )

    expect(verdict.cause).toBe('console-backpressure')
    expect(verdict.contributing.map((each) => each.cause)).not.toContain('js-heap-leak')
  })

  test('what waits is counted inside the process, and outweighs what was seen from outside', () => {
    const list = readings(GROWING, (bytes) => ({ ...heapOf(bytes), waitingOutputBytes: 0 }))

    const { verdict } = judgedAndSettled(
      [someLoad(), someLogs({ waitingToWrite: [100] }), oneWorker(220 * MiB), figures(list)],
      { memoryLimitBytes: 300 * MiB },
    )

    expect(verdict.cause).toBe('js-heap-leak')
  })
})

describe('a pool of worker_threads', () => {
  const pool = (names: { name: string; count: number }[], privateBytes = 180 * MiB) => ({
    ...oneWorker(privateBytes),
    threads: [{ pid: 100, names }],
  })
  const own = [
    { name: 'MainThread', count: 1 },
    { name: 'V8Worker', count: 4 },
    { name: 'libuv-worker', count: 4 },
    { name: 'SignalInspector', count: 1 },
    { name: 'DelayedTaskSche', count: 1 },
  ]

  test('is over-forked like one of processes', () => {
    const { verdict } = judgedAndSettled(
      [someLoad(), pool([...own, { name: 'WorkerThread', count: 16 }]), someCpuinfo({ usable: 2 })],
      { memoryLimitBytes: 250 * MiB },
    )

    expect(verdict).toMatchObject({ cause: 'overforked-workers', confidence: 'confirmed' })
    expect(verdict.fix).toMatchObject({ text: expect.stringContaining('2 threads instead of 16') })
  })

  test('threads of the runtime alone are no pool', () => {
    const { verdict } = judgedAndSettled([someLoad(), pool(own), someCpuinfo()], {
      memoryLimitBytes: 250 * MiB,
    })

    expect(verdict.cause).toBe('inconclusive')
  })

  test('threads without names may be anything: inconclusive, and what would tell', () => {
    const { verdict } = judgedAndSettled(
      [someLoad(), pool([{ name: 'node', count: 27 }]), someCpuinfo()],
      { memoryLimitBytes: 250 * MiB },
    )

    expect(verdict.cause).toBe('inconclusive')
    expect(verdict.nextMeasurement?.text).toContain('worker_threads')
  })
})

describe('two faults at once', () => {
  test('over-forked and leaking: the larger is the cause, the smaller contributes', () => {
    const processes = aCluster(16, { privateBytes: 30 * MiB, anonBytes: 30 * MiB }).map((row) =>
      row.pid === 100 ? { ...row, privateBytes: 230 * MiB, anonBytes: 230 * MiB } : row,
    )

    const { verdict } = judgedAndSettled(
      [someLoad(), someTop({ processes }), someCpuinfo(), figures(readings(GROWING, heapOf))],
      { memoryLimitBytes: 700 * MiB },
    )

    expect(verdict.cause).toBe('overforked-workers')
    expect(verdict.contributing.map((each) => each.cause)).toEqual(['js-heap-leak'])
    expect(verdict.contributing[0]?.explainedBytes).toBeLessThan(verdict.explainedBytes ?? 0)
  })

  test('what one worker holds beyond the others is not explained by their number', () => {
    const processes = aCluster(6, { privateBytes: 22 * MiB, anonBytes: 22 * MiB }).map((row) =>
      row.pid === 100 ? { ...row, privateBytes: 150 * MiB, anonBytes: 150 * MiB } : row,
    )

    const { verdict } = judgedAndSettled([someLoad(), someTop({ processes }), someCpuinfo()], {
      memoryLimitBytes: 340 * MiB,
    })

    expect(verdict.cause).toBe('inconclusive')
    expect(verdict.contributing).toMatchObject([
      { cause: 'overforked-workers', confidence: 'possible', explainedBytes: 88 * MiB },
    ])
  })

  test('two causes that only together explain it are likely, the larger first', () => {
    // 420 MiB above the threshold: the workers explain some 250, the leak 170.
    const processes = aCluster(12, { privateBytes: 24 * MiB, anonBytes: 24 * MiB }).map((row) =>
      row.pid === 100 ? { ...row, privateBytes: 230 * MiB, anonBytes: 230 * MiB } : row,
    )

    const { verdict } = judgedAndSettled(
      [someLoad(), someTop({ processes }), someCpuinfo(), figures(readings(GROWING, heapOf))],
      { memoryLimitBytes: 250 * MiB },
    )

    expect(verdict).toMatchObject({ cause: 'overforked-workers', confidence: 'likely' })
    expect(verdict.contributing.map((each) => each.cause)).toEqual(['js-heap-leak'])
  })
})

test('a service that was full and was started again meanwhile is not called healthy', () => {
  const before = aTrendProcess(1500 * MiB)
  const after = aTrendProcess(60 * MiB, { startTicks: 9000 })
  const looks = [0, 1, 2, 3].map((index) => aLook(1000 + index, [index < 2 ? before : after]))

  const { verdict } = judgedAndSettled([someLoad(), oneWorker(60 * MiB), someTrend(looks)])

  expect(verdict.cause).toBe('inconclusive')
  expect(verdict.because).toEqual(['load.restarted/web-1'])
})

test('memory that only rises is not explained by a stranger or a cache that are there', () => {
  const cgroup = aCgroup({
    memoryLimitBytes: 400 * MiB,
    memoryUsageBytes: 120 * MiB,
    anonBytes: 90 * MiB,
    fileBytes: 25 * MiB,
    foreignProcesses: 1,
  })
  const top = { ...oneWorker(50 * MiB), cgroup }

  const { verdict } = judgedAndSettled([someLoad({ cgroup }), top, aCourse([44, 46, 48, 50, 52])], {
    memoryLimitBytes: 400 * MiB,
  })

  expect(verdict.cause).toBe('inconclusive')
})
