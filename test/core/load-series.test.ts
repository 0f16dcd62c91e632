import { describe, expect, test } from 'vitest'
import { following, loadSeries } from '../../src/core/load-series.ts'
import { trendOf } from '../../src/core/trend.ts'
import { MiB, someEvidence, theRunbook } from '../support/builders.ts'
import { aLook, aTrendProcess, someTrend } from '../support/trend-builders.ts'

/** A process with so many CPUs in use and so many MiB in each ten seconds. */
function series(cpus: readonly number[], mebibytes: readonly number[]) {
  let cpuTicks = 0
  const looks = [aLook(1000, [aTrendProcess(100 * MiB)])]
  for (const [index, use] of cpus.entries()) {
    cpuTicks += use * 1000
    looks.push(
      aLook(1010 + index * 10, [aTrendProcess((mebibytes[index] ?? 0) * MiB, { cpuTicks })], {
        traffic: { established: index, accepted: index * 20, segments: index * 500 },
      }),
    )
  }
  const trend = trendOf([someEvidence(someTrend(looks))], 'web-1', theRunbook().thresholds)
  const found = trend === null ? null : loadSeries(trend)
  if (found === null) throw new Error('no series')
  return found
}

const WAVE = [0.1, 0.3, 0.6, 0.9, 0.9, 0.6, 0.3, 0.1, 0.1, 0.3]

test('CPU use is that of each process over the whole span', () => {
  const { cpus, perProcess } = series([0.5, 0.5, 0.2], [100, 100, 100])

  expect(cpus).toBeCloseTo(0.4)
  expect(perProcess).toEqual([{ pid: 100, cpus: expect.closeTo(0.4) }])
})

describe('memory follows the load', () => {
  test('when it goes up and down with it', () => {
    const memory = WAVE.map((load) => 100 + 200 * load)

    expect(following(series(WAVE, memory), 8 * MiB)).toMatchObject({
      what: 'CPU use',
      correlation: 1,
      low: { memoryBytes: 120 * MiB },
      high: { memoryBytes: 280 * MiB },
    })
  })

  test('and by the service’s own count of requests, where it is read', () => {
    const perLook = [10, 30, 60, 90, 90, 60, 30, 10, 10, 30]
    let total = 0
    const looks = [
      aLook(1000, [aTrendProcess(100 * MiB)], { requests: { total, metric: 'hits' } }),
      ...perLook.map((count, index) => {
        total += count * 10
        const process = aTrendProcess((100 + count * 2) * MiB)
        return aLook(1010 + index * 10, [process], { requests: { total, metric: 'hits' } })
      }),
    ]
    const trend = trendOf([someEvidence(someTrend(looks))], 'web-1', theRunbook().thresholds)
    const found = trend === null ? null : loadSeries(trend)

    expect(found).toMatchObject({ requestsPerSecond: 42, metric: 'hits' })
    expect(found === null ? null : following(found, 8 * MiB)).toMatchObject({
      what: 'requests',
      low: { load: 10 },
      high: { load: 90 },
    })
  })

  test('not where processes are started again and again, which costs CPU and brings memory', () => {
    let cpuTicks = 0
    const looks = WAVE.map((use, index) => {
      cpuTicks += use * 1000
      const young = aTrendProcess(200 * MiB * use, { pid: 300 + index, startTicks: 9000 + index })
      return aLook(1000 + index * 10, [aTrendProcess(100 * MiB, { cpuTicks }), young])
    })
    const trend = trendOf([someEvidence(someTrend(looks))], 'web-1', theRunbook().thresholds)
    const found = trend === null ? null : loadSeries(trend)

    expect(found === null ? null : following(found, 8 * MiB)).toBeNull()
  })

  test('a count that falls is another worker’s, and tells nothing', () => {
    const at = (seconds: number, total: number) =>
      aLook(seconds, [aTrendProcess(100 * MiB)], { requests: { total, metric: 'hits' } })
    const looks = someTrend([at(1000, 50), at(1010, 60), at(1020, 20), at(1030, 30)])
    const trend = trendOf([someEvidence(looks)], 'web-1', theRunbook().thresholds)
    const found = trend === null ? null : loadSeries(trend)

    expect(found?.requestsPerSecond).toBeNull()
    expect(found?.intervals.map((each) => each.requestsPerSecond)).toEqual([1, null, 1])
  })

  test('not when it only rises while the load comes and goes', () => {
    expect(
      following(
        series(
          WAVE,
          WAVE.map((_, index) => 100 + index * 20),
        ),
        8 * MiB,
      ),
    ).toBeNull()
  })

  test('not when both only rise: a leak under growing load looks the same', () => {
    const rising = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]

    expect(
      following(
        series(
          rising,
          rising.map((load) => 100 + 200 * load),
        ),
        8 * MiB,
      ),
    ).toBeNull()
  })

  test('not when the load is the same all the time', () => {
    const memory = [100, 120, 90, 130, 100, 110, 90, 120, 100, 110]

    expect(
      following(
        series(
          WAVE.map(() => 0.9),
          memory,
        ),
        8 * MiB,
      ),
    ).toBeNull()
  })

  test('not when the memory moves by no more than noise', () => {
    expect(
      following(
        series(
          WAVE,
          WAVE.map((load) => 100 + load),
        ),
        8 * MiB,
      ),
    ).toBeNull()
  })
})
