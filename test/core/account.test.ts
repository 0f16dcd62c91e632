import { describe, expect, test } from 'vitest'
import { withoutMessages } from '../../src/core/differences.ts'
import type { Finding } from '../../src/core/finding.ts'
import { settle } from '../../src/core/settle.ts'
import type { Values } from '../../src/core/values.ts'
import {
  aCgroup,
  aCluster,
  anOpening,
  aRow,
  aService,
  aState,
  doneEvent,
  evidenceEvent,
  GiB,
  MiB,
  someEvidence,
  someLoad,
  someTop,
} from '../support/builders.ts'
import { aHeapReading, someHeapFigures } from '../support/heap-builders.ts'

function settled(values: Values[], findings: Finding[] = [], service = aService()) {
  const events = values.map((each) => evidenceEvent(someEvidence(each)))
  return settle(aState([...events, doneEvent('top', findings)], anOpening({ service })))
}

describe('the account', () => {
  test('a cgroup of the service alone gives usage and limit, and its items add up to the usage', () => {
    const cgroup = aCgroup({
      version: 2,
      memoryLimitBytes: GiB,
      memoryUsageBytes: 900 * MiB,
      anonBytes: 60 * MiB,
      fileBytes: 800 * MiB,
      shmemBytes: 10 * MiB,
      kernelBytes: 25 * MiB,
      foreignProcesses: 2,
    })
    const { memoryLimitBytes: _, ...unlimited } = aService()

    const { verdict, account, nodes } = settled(
      [someLoad({ cgroup }), someTop({ cgroup })],
      [],
      unlimited,
    )

    expect(nodes[0]).toMatchObject({
      limitSource: 'cgroup',
      limitBytes: GiB,
      usageBytes: 900 * MiB,
    })
    expect(withoutMessages(account.items)).toEqual([
      { name: 'workers, private', bytes: 36 * MiB, evidence: ['top/web-1'] },
      { name: 'master, private', bytes: 18 * MiB, evidence: ['top/web-1'] },
      { name: 'other processes in the cgroup', bytes: 6 * MiB, evidence: ['top/web-1'] },
      { name: 'shared memory (tmpfs, shm)', bytes: 10 * MiB, evidence: ['top/web-1'] },
      { name: 'page cache', bytes: 790 * MiB, evidence: ['top/web-1'] },
      { name: 'kernel', bytes: 25 * MiB, evidence: ['top/web-1'] },
    ])
    expect(account.unexplainedBytes).toBe(15 * MiB)
    expect(verdict).toMatchObject({ cause: 'page-cache', explainedBytes: 790 * MiB })
  })

  test('the root cgroup of a whole machine is not the service’s own', () => {
    const cgroup = aCgroup({
      memoryLimitBytes: 15 * GiB,
      memoryUsageBytes: 14 * GiB,
      foreignProcesses: 300,
    })

    const { nodes } = settled([someLoad({ cgroup }), someTop({ cgroup })])

    expect(nodes[0]).toMatchObject({
      limitSource: 'config',
      limitBytes: 2 * GiB,
      usageBytes: 96 * MiB,
    })
  })

  test('PSS counts shared pages once', () => {
    const processes = aCluster(2, { pssBytes: 30 * MiB })

    const { account } = settled([someTop({ processes })])

    expect(account.usageBytes).toBe(90 * MiB)
    expect(account.items.at(-1)).toMatchObject({ bytes: 36 * MiB })
  })
})

describe('inside a process whose heap figures were read', () => {
  const table = (privateBytes: number) =>
    someTop({
      processes: [aRow({ pid: 101, privateBytes, pssBytes: null, sharedRssBytes: 40 * MiB })],
    })
  const before = { forcedGc: false, gcMs: null, heapUsedBytes: 90 * MiB, heapTotalBytes: 110 * MiB }
  const inside = (privateBytes: number, externalBytes: number) =>
    settled([
      table(privateBytes),
      someHeapFigures([
        aHeapReading({ ...before, externalBytes }),
        aHeapReading({ heapUsedBytes: 30 * MiB, externalBytes }),
      ]),
    ]).account

  test('heap, spare heap, external memory and the rest stand apart and add up', () => {
    const account = inside(180 * MiB, 50 * MiB)

    expect(account.items.map((item) => [item.name, item.bytes / MiB])).toEqual([
      ['process 101: JavaScript heap in use', 90],
      ['process 101: JavaScript heap kept free', 20],
      ['process 101: external memory (Buffers, native objects)', 50],
      ['process 101: Node.js itself and what the allocator keeps', 20],
      ['shared between processes, counted once', 40],
    ])
    expect(account.unexplainedBytes).toBe(0)
    expect(account.items[0]?.evidence).toEqual(['top/web-1', 'snapshot/web-1'])
  })

  test('a counter above what can be resident is not added up, and says what it counts', () => {
    const account = inside(180 * MiB, 235 * MiB)

    expect(account.items[2]).toMatchObject({
      name: 'process 101: external memory (Buffers, native objects) (counted 235 MiB)',
      bytes: 70 * MiB,
    })
    expect(account.usageBytes).toBe(220 * MiB)
  })
})
