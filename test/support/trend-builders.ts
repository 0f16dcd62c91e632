import type { TrendProcess, TrendSample, TrendValues } from '../../src/core/trend-values.ts'
import { MiB } from './builders.ts'

export function aTrendProcess(anonBytes: number, change: Partial<TrendProcess> = {}): TrendProcess {
  return {
    pid: 100,
    startTicks: 5000,
    rssBytes: anonBytes + 40 * MiB,
    anonBytes,
    cpuTicks: 0,
    ...change,
  }
}

export function aLook(
  atSeconds: number,
  processes: TrendProcess[],
  change: Partial<TrendSample> = {},
): TrendSample {
  return {
    atSeconds,
    processes,
    count: processes.length,
    rssBytes: processes.reduce((sum, each) => sum + each.rssBytes, 0),
    anonBytes: processes.reduce((sum, each) => sum + (each.anonBytes ?? 0), 0),
    traffic: null,
    ...change,
  }
}

export function someTrend(samples: TrendSample[], change: Partial<TrendValues> = {}): TrendValues {
  return { kind: 'trend', bootId: 'boot', ticksPerSecond: 100, samples, ...change }
}

/** One process with so many MiB of anonymous memory, a look every so many seconds. */
export function aCourse(mebibytes: readonly number[], everySeconds = 10): TrendValues {
  return someTrend(
    mebibytes.map((size, index) =>
      aLook(1000 + index * everySeconds, [aTrendProcess(Math.round(size * MiB))]),
    ),
  )
}
