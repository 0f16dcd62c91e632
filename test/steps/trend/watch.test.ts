import { describe, expect, test } from 'vitest'
import { trendOf } from '../../../src/core/trend.ts'
import { TrendValues } from '../../../src/core/trend-values.ts'
import { loadStep } from '../../../src/steps/load/step.ts'
import { trendOfProbe } from '../../../src/steps/trend/sample.ts'
import { parseWatch, watchProbe } from '../../../src/steps/trend/watch.ts'
import { MiB, someEvidence } from '../../support/builders.ts'
import { aProbeInput, runProbe, shells, thresholds } from '../support/run-probe.ts'
import { startNode } from '../support/start-node.ts'

// 2 MiB more every 100 ms, held.
const GROWING = `const held = []; setInterval(() => held.push(Buffer.alloc(2 * 1024 * 1024, 1)), 100); console.log('ready')`
const IDLE = `setInterval(() => {}, 1000); console.log('ready')`

describe.each(shells)('a watch in $name', (shell) => {
  test('sees a process grow, by start time, CPU time and the traffic of its network', async () => {
    await using service = await startNode('grows-for-the-watch.js', GROWING)
    const input = aProbeInput({ process: service.script })

    const { stdout, stderr } = await runProbe(shell, watchProbe(input, 4))
    const { values, missing } = parseWatch(stdout, input)

    expect(stderr).toBe('')
    expect(missing).toEqual([])
    const { samples } = TrendValues.parse(values)
    expect(samples).toHaveLength(4)
    expect(samples.map((each) => each.processes.map((one) => one.pid))).toEqual([
      [service.pid],
      [service.pid],
      [service.pid],
      [service.pid],
    ])
    expect(new Set(samples.map((each) => each.processes[0]?.startTicks)).size).toBe(1)
    expect(samples[0]?.traffic?.segments).toBeGreaterThanOrEqual(0)
    const trend = trendOf([someEvidence(values)], 'web-1', thresholds)
    expect(trend?.direction).toBe('rising')
    expect(trend?.growth.bytes).toBeGreaterThan(10 * MiB)
  })

  test('the answer of an ordinary probe is a look as well', async () => {
    await using service = await startNode('idle-for-the-look.js', IDLE)
    const input = aProbeInput({ process: service.script })

    const { stdout } = await runProbe(shell, loadStep.probe(input))
    const look = trendOfProbe(stdout, input)

    expect(look?.samples).toHaveLength(1)
    expect(look?.samples[0]).toMatchObject({ count: 1, processes: [{ pid: service.pid }] })
    expect(look?.samples[0]?.atSeconds).toBeGreaterThan(0)
  })
})

test('garbage and an answer that was cut are missing, not thrown', () => {
  const input = aProbeInput()

  expect(parseWatch('junk', input)).toMatchObject({ values: { kind: 'none' } })
  expect(trendOfProbe('junk', input)).toBeNull()
})
