import { formatBytes } from '../core/bytes.ts'
import type { HeapPathStep, HeapSuspect } from '../core/heap-values.ts'
import type { Part } from '../core/post.ts'
import type { Values } from '../core/values.ts'

type Of<Kind extends Values['kind']> = Extract<Values, { kind: Kind }>

/** Rows of a table in a thread: more are for the export. */
const SHOWN_ROWS = 15

/** What a process showed before it was touched. */
export function processParts(values: Of<'heap-process'>, where: string): Part[] {
  const { cgroup, inspectorPorts, snapshotSignal } = values
  return [
    {
      kind: 'table',
      caption: `Process ${values.pid}${where} from outside`,
      columns: [
        { title: 'what', align: 'left' },
        { title: 'value', align: 'right' },
      ],
      rows: [
        ['rss', formatBytes(values.rssBytes)],
        ...(cgroup === null
          ? []
          : [
              ['cgroup memory limit', formatBytes(cgroup.limitBytes)],
              ['cgroup memory', formatBytes(cgroup.usageBytes)],
            ]),
        ...(values.hostAvailableBytes === null
          ? []
          : [["host's memory available", formatBytes(values.hostAvailableBytes)]]),
        ['inspector open on', inspectorPorts.length === 0 ? 'none' : inspectorPorts.join(', ')],
        ['handles SIGUSR1', values.opensOnSignal ? 'yes' : 'no'],
        ...(snapshotSignal === null
          ? []
          : [['writes a snapshot on', `${snapshotSignal.name} (${snapshotSignal.by})`]]),
      ],
    },
  ]
}

/** Readings of one process side by side, the oldest first. */
export function figuresParts(values: Of<'heap-figures'>, where: string): Part[] {
  const { readings } = values
  const row = (name: string, of: (reading: (typeof readings)[number]) => string): string[] => [
    name,
    ...readings.map(of),
  ]
  return [
    {
      kind: 'table',
      caption: `Heap of process ${values.pid}${where}, Node.js ${values.nodeVersion}`,
      columns: [
        { title: 'what', align: 'left' },
        ...readings.map((each) => ({
          title: `${each.at.slice(11, 19)}${each.forcedGc ? ' after GC' : ''}`,
          align: 'right' as const,
        })),
      ],
      rows: [
        row('rss', (each) => formatBytes(each.rssBytes)),
        row('heapUsed', (each) => formatBytes(each.heapUsedBytes)),
        row('heapTotal', (each) => formatBytes(each.heapTotalBytes)),
        row('external', (each) => formatBytes(each.externalBytes)),
        row('arrayBuffers', (each) => formatBytes(each.arrayBuffersBytes)),
        row('heap size limit', (each) => formatBytes(each.heapLimitBytes)),
        row('GC stood still', (each) => (each.gcMs === null ? '-' : `${Math.round(each.gcMs)} ms`)),
        row('event loop late, mean', (each) =>
          each.loopDelayMs === null ? '-' : `${each.loopDelayMs.mean.toFixed(1)} ms`,
        ),
        row('handles and requests', (each) =>
          String(each.resources.reduce((sum, { count }) => sum + count, 0)),
        ),
      ],
    },
  ]
}

/** Call sites whose allocations were still alive. */
export function profileParts(values: Of<'heap-profile'>, where: string): Part[] {
  return [
    {
      kind: 'table',
      caption: `Allocated within ${Math.round(values.spanMs / 1000)} s and still alive in process ${values.pid}${where}: ${formatBytes(values.aliveBytes)}`,
      columns: [
        { title: 'alive', align: 'right' },
        { title: 'function', align: 'left' },
        { title: 'at', align: 'left' },
      ],
      rows: values.sites
        .slice(0, SHOWN_ROWS)
        .map((each) => [
          formatBytes(each.bytes),
          each.function,
          each.script === '' ? '-' : `${each.script}:${each.line}`,
        ]),
    },
  ]
}

/** Snapshots compared: what grew, and who holds it. */
export function comparisonParts(values: Of<'heap-comparison'>, where: string): Part[] {
  return [
    {
      kind: 'table',
      caption: `Heap snapshots of process ${values.pid}${where} compared: ${formatBytes(values.growthBytes)} more`,
      columns: [
        { title: 'class', align: 'left' },
        { title: 'new', align: 'right' },
        { title: 'gone', align: 'right' },
        { title: 'change', align: 'right' },
        { title: 'retains', align: 'right' },
      ],
      rows: values.classes
        .slice(0, SHOWN_ROWS)
        .map((each) => [
          each.class,
          String(each.added),
          String(each.removed),
          formatBytes(each.deltaBytes),
          formatBytes(each.retainedBytes),
        ]),
    },
    ...values.suspects.slice(0, 3).map((each) => suspectPart(each)),
  ]
}

function suspectPart(suspect: HeapSuspect): Part {
  const path = suspect.path.map((step) =>
    step.edge === '' ? step.name : `.${step.edge} ${place(step)}`,
  )
  return {
    kind: 'code',
    text: [`${suspect.class}: ${formatBytes(suspect.retainedBytes)} retained by`, ...path].join(
      '\n  ',
    ),
  }
}

/** A node of a path with its file and line, where they are known. */
function place(step: HeapPathStep): string {
  return step.script === undefined ? step.name : `${step.name} (${step.script}:${step.line ?? '?'})`
}
