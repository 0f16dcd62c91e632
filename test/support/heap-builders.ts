import type {
  HeapComparisonValues,
  HeapFiguresValues,
  HeapProcessValues,
  HeapReading,
  HeapSuspect,
} from '../../src/core/heap-values.ts'

const MIB = 1024 ** 2

/** One worker in a container of 2 GiB that is half full. */
export function aHeapProcess(change: Partial<HeapProcessValues> = {}): HeapProcessValues {
  return {
    kind: 'heap-process',
    pid: 101,
    startTicks: 4_000,
    exe: '/usr/bin/node',
    isNode: true,
    mayTouch: true,
    sameNetwork: true,
    opensOnSignal: true,
    inspectorPorts: [],
    signalPort: { port: 9229, taken: false },
    snapshotSignal: null,
    rssBytes: 300 * MIB,
    anonBytes: 260 * MIB,
    cgroup: { version: 2, limitBytes: 2048 * MIB, usageBytes: 1024 * MIB },
    hostMemoryBytes: 16_384 * MIB,
    hostAvailableBytes: 8_192 * MIB,
    ...change,
  }
}

export function aHeapReading(change: Partial<HeapReading> = {}): HeapReading {
  return {
    at: '2026-11-25T10:00:00.000Z',
    forcedGc: true,
    gcMs: 80,
    rssBytes: 300 * MIB,
    heapUsedBytes: 200 * MIB,
    heapTotalBytes: 220 * MIB,
    externalBytes: 3 * MIB,
    arrayBuffersBytes: MIB,
    heapLimitBytes: 4096 * MIB,
    mallocedBytes: MIB,
    nativeContexts: 1,
    detachedContexts: 0,
    spaces: [{ name: 'old_space', usedBytes: 190 * MIB, sizeBytes: 200 * MIB }],
    loopDelayMs: { mean: 1.2, max: 4 },
    resources: [{ type: 'Timeout', count: 2 }],
    ...change,
  }
}

export function someHeapFigures(
  readings: readonly HeapReading[],
  change: Partial<HeapFiguresValues> = {},
): HeapFiguresValues {
  return {
    kind: 'heap-figures',
    pid: 101,
    startTicks: 4_000,
    port: 9229,
    nodeVersion: 'v20.20.2',
    v8Version: '11.3.244.8-node.26',
    flags: [],
    uptimeSeconds: 3_600,
    readings: [...readings],
    ...change,
  }
}

export function aHeapSuspect(change: Partial<HeapSuspect> = {}): HeapSuspect {
  return {
    rule: 'grew',
    class: 'Session',
    script: '/srv/app/session.js',
    line: 12,
    objects: [100, 5_100],
    bytes: [8_000, 408_000],
    suspected: 5_000,
    retainedBytes: 90 * MIB,
    growthRatio: 0.9,
    holder: {
      edge: '',
      edgeType: '',
      type: 'object',
      name: 'Map',
      objects: 5_000,
    },
    path: [
      { edge: '', edgeType: '', type: 'synthetic', name: '(GC roots)' },
      {
        edge: 'sessions',
        edgeType: 'context',
        type: 'object',
        name: 'Map',
        script: '/srv/app/server.js',
        line: 7,
      },
    ],
    ...change,
  }
}

export function aHeapComparison(change: Partial<HeapComparisonValues> = {}): HeapComparisonValues {
  const snapshot = {
    at: '2026-11-25T10:00:00.000Z',
    heapBytes: 100 * MIB,
    nodes: 1_000_000,
    edges: 4_000_000,
    transferBytes: 160 * MIB,
    tookMs: 9_000,
    peakRssBytes: 700 * MIB,
  }
  return {
    kind: 'heap-comparison',
    pid: 101,
    startTicks: 4_000,
    nodeVersion: 'v20.20.2',
    snapshots: [
      snapshot,
      { ...snapshot, at: '2026-11-25T10:30:00.000Z', heapBytes: 200 * MIB, nodes: 2_000_000 },
    ],
    growthBytes: 100 * MIB,
    classes: [
      {
        class: 'Session',
        added: 5_000,
        removed: 0,
        deltaBytes: 400_000,
        retainedBytes: 91 * MIB,
      },
    ],
    suspects: [aHeapSuspect()],
    topRatio: 0.9,
    ...change,
  }
}
