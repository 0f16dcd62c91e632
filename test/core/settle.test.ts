import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'
import { settle } from '../../src/core/settle.ts'
import type { Values } from '../../src/core/values.ts'
import {
  aCgroup,
  aCluster,
  aFinding,
  anOpening,
  aRow,
  aService,
  aState,
  doneEvent,
  evidenceEvent,
  GiB,
  MiB,
  someCpuinfo,
  someEvidence,
  someLoad,
  someTop,
} from '../support/builders.ts'

function settled(values: Values[], findings: Finding[] = [], service = aService()) {
  const events = values.map((each) => evidenceEvent(someEvidence(each)))
  return settle(aState([...events, doneEvent('top', findings)], anOpening({ service })))
}

// DESIGN's own table: 48 workers and one master of 36 MB RES and 14 MB SHR, as another user sees them.
const theCase = () =>
  someTop({
    processes: aCluster(48, {
      rssBytes: 36 * MiB,
      sharedRssBytes: 14 * MiB,
      anonBytes: 22 * MiB,
      privateBytes: null,
    }),
  })

describe('the case', () => {
  test('48 idle workers that fill the container are the cause, with the bytes and the prediction for two', () => {
    const { verdict, account } = settled(
      [someLoad(), theCase(), someCpuinfo()],
      [aFinding()],
      aService({ memoryLimitBytes: 1.25 * GiB }),
    )

    expect(verdict).toMatchObject({
      cause: 'overforked-workers',
      confidence: 'confirmed',
      explainedBytes: 1012 * MiB,
      because: ['top.worker-count/web-1'],
      contributing: [],
      fix: { predictedUsageBytes: 80 * MiB },
    })
    expect(account.usageBytes).toBe(1092 * MiB)
    expect(account.items.map((item) => [item.name, item.bytes])).toEqual([
      ['workers, private', 1056 * MiB],
      ['master, private', 22 * MiB],
      ['shared between processes, counted once', 14 * MiB],
    ])
    expect(account.unexplainedBytes).toBe(0)
  })

  test('the same workers in a container they do not fill are no problem', () => {
    const { verdict } = settled([someLoad(), theCase(), someCpuinfo()], [aFinding()])

    expect(verdict.cause).toBe('healthy')
    expect(verdict.because).toEqual(['top.worker-count/web-1'])
  })

  test('a count without the bytes to explain is no cause', () => {
    // Two gigabytes sit in one process that is no worker.
    const processes = [
      ...aCluster(48, { anonBytes: MiB, privateBytes: MiB }),
      aRow({ pid: 7, role: 'other', privateBytes: 2 * GiB }),
    ]

    const { verdict } = settled([someLoad(), someTop({ processes })], [aFinding()])

    expect(verdict.cause).toBe('inconclusive')
    expect(verdict.nextMeasurement?.step).toBe('snapshot')
  })

  test('workers that each hold far more than an ordinary one make the cause likely only', () => {
    const processes = aCluster(8, { privateBytes: 240 * MiB, anonBytes: 240 * MiB })

    const { verdict } = settled([someLoad(), someTop({ processes })], [aFinding()])

    expect(verdict).toMatchObject({ cause: 'overforked-workers', confidence: 'likely' })
    expect(verdict.nextMeasurement?.step).toBe('snapshot')
  })

  test('a strong finding against it leaves the verdict open', () => {
    const against = aFinding({ id: 'logs.startup-lines/web-1', step: 'logs', speaks: 'against' })

    const { verdict } = settled(
      [someLoad(), theCase()],
      [aFinding(), against],
      aService({ memoryLimitBytes: 1.25 * GiB }),
    )

    expect(verdict).toMatchObject({ cause: 'inconclusive', confidence: 'none' })
    expect(verdict.contributing.map((each) => [each.cause, each.confidence])).toEqual([
      ['overforked-workers', 'possible'],
    ])
  })

  test('a busy service needs the workers its CPU use asks for', () => {
    // 30 CPUs in use at 0.7 of a CPU a worker ask for 43: 48 workers are not twice as many.
    const { verdict } = settled(
      [someLoad({ serviceCpus: 30 }), theCase(), someCpuinfo()],
      [],
      aService({ memoryLimitBytes: 1.25 * GiB }),
    )

    expect(verdict.cause).toBe('inconclusive')
  })
})

describe('what is not known', () => {
  test('no process of the service: inconclusive, and what to name', () => {
    const { verdict } = settled([someLoad(), someTop({ processes: [] })])

    expect(verdict.cause).toBe('inconclusive')
    expect(verdict.text).toBe(
      'No process with `checkout` in its title or command line was found, so there is no memory to account for.',
    )
    expect(verdict.nextMeasurement?.step).toBe('top')
  })

  test('no figure of the usage: inconclusive, and the step to run', () => {
    const { verdict, account } = settled([someLoad()])

    expect(verdict).toMatchObject({ cause: 'inconclusive', nextMeasurement: { step: 'top' } })
    expect(account.usageBytes).toBe(0)
  })
})

describe('an out-of-memory event', () => {
  test.each([
    ['load', 'load.out-of-memory-kills/web-1'],
    ['logs', 'logs.out-of-memory/web-1'],
  ] as const)('told by %s is a problem even where the usage is low by now', (step, id) => {
    const oom = aFinding({
      id,
      step,
      cause: null,
      speaks: 'neither',
    })

    const { verdict } = settled([someLoad(), someTop()], [oom])

    expect(verdict.cause).toBe('inconclusive')
  })
})

describe('several nodes', () => {
  const targets = ['web-1', 'web-2', 'web-3'].map((name) => ({ kind: 'local' as const, name }))

  test('the worst one decides, those that differ are named, and the account is the sum', () => {
    const full = someTop({ processes: aCluster(48) })
    const events = [
      evidenceEvent(someEvidence(someTop(), { node: 'web-1' })),
      evidenceEvent(someEvidence(full, { node: 'web-2' })),
    ]
    const opening = anOpening({ service: aService({ targets, memoryLimitBytes: GiB }) })

    const { verdict, account, nodes } = settle(
      aState(
        [...events, doneEvent('top', [aFinding({ id: 'top.worker-count/web-2', node: 'web-2' })])],
        opening,
      ),
    )

    expect(verdict.cause).toBe('overforked-workers')
    expect(verdict.text).toMatch(/^web-2: .* Other nodes differ: web-1 \(healthy\)\.$/)
    expect(account.usageBytes).toBe((54 + 42 + 49 * 18 + 42) * MiB)
    expect(account.limitBytes).toBe(2 * GiB)
    expect(nodes.map((node) => node.reachable)).toEqual([true, true, false])
  })
})

describe('what was not measured', () => {
  test('CPU use: the cause is likely only, and the step that would confirm it is named', () => {
    const { verdict } = settled(
      [someTop({ processes: aCluster(48) })],
      [aFinding()],
      aService({ memoryLimitBytes: GiB }),
    )

    expect(verdict).toMatchObject({
      cause: 'overforked-workers',
      confidence: 'likely',
      nextMeasurement: { step: 'load' },
    })
  })

  test('logs and the cgroup’s counter: a healthy service is not said to have had enough memory', () => {
    const known = aCgroup({ oomKills: 0 })

    expect(settled([someLoad(), someTop()]).verdict.text).toContain(
      'whether it ran out of memory before is not known',
    )
    expect(settled([someLoad({ cgroup: known }), someTop()]).verdict.text).toContain(
      'no sign of memory running out was found',
    )
  })

  test('a node without the service does not outweigh a healthy one', () => {
    const targets = ['empty', 'web-1'].map((name) => ({ kind: 'local' as const, name }))
    const events = [
      evidenceEvent(someEvidence(someTop({ processes: [] }), { node: 'empty' })),
      evidenceEvent(someEvidence(someTop(), { node: 'web-1' })),
    ]

    const { verdict } = settle(aState(events, anOpening({ service: aService({ targets }) })))

    expect(verdict.cause).toBe('healthy')
    expect(verdict.text).toContain('Other nodes differ: empty (inconclusive).')
  })
})

describe('what was ruled out', () => {
  test('is listed with the findings that speak against it', () => {
    const against = [
      aFinding({ id: 'load.cpu/web-1', step: 'load', cause: 'real-load', speaks: 'against' }),
      aFinding({
        id: 'websocket.handshake/web-1',
        step: 'websocket',
        cause: 'websocket-compression',
        speaks: 'against',
        strength: 'decisive',
      }),
      aFinding({ id: 'top.x/web-1', cause: 'js-heap-leak', speaks: 'against', strength: 'weak' }),
    ]

    const { verdict } = settled(
      [someLoad(), someTop({ processes: aCluster(48) })],
      [aFinding(), ...against],
      aService({ memoryLimitBytes: GiB }),
    )

    expect(verdict.ruledOut).toEqual([
      { cause: 'websocket-compression', because: ['websocket.handshake/web-1'] },
      { cause: 'real-load', because: ['load.cpu/web-1'] },
    ])
  })
})
