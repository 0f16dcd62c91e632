import { formatBytes } from '../core/bytes.ts'
import type { HeapPathStep, HeapSuspect } from '../core/heap-values.ts'
import type { Values } from '../core/values.ts'
import { say, SILENCE, type Wording } from '../core/say.ts'
import type { DraftPart } from './draft.ts'

type Of<Kind extends Values['kind']> = Extract<Values, { kind: Kind }>

/** Rows of a table in a thread: more are for the export. */
const SHOWN_ROWS = 15

/** What a process showed before it was touched. */
export function processParts(values: Of<'heap-process'>, where: Wording): DraftPart[] {
  const { cgroup, inspectorPorts, snapshotSignal } = values
  return [
    {
      kind: 'table',
      caption: say`Process ${values.pid}${where} from outside`,
      columns: [
        { title: say`what`, align: 'left' },
        { title: say`value`, align: 'right' },
      ],
      rows: [
        ['rss', formatBytes(values.rssBytes)],
        ...(cgroup === null
          ? []
          : [
              [say`cgroup memory limit`, formatBytes(cgroup.limitBytes)],
              [say`cgroup memory`, formatBytes(cgroup.usageBytes)],
            ]),
        ...(values.hostAvailableBytes === null
          ? []
          : [[say`host's memory available`, formatBytes(values.hostAvailableBytes)]]),
        [
          say`inspector open on`,
          inspectorPorts.length === 0 ? say`none` : inspectorPorts.join(', '),
        ],
        [say`handles SIGUSR1`, values.opensOnSignal ? say`yes` : say`no`],
        ...(snapshotSignal === null
          ? []
          : [[say`writes a snapshot on`, say`${snapshotSignal.name} (${snapshotSignal.by})`]]),
      ],
    },
  ]
}

/** Readings of one process side by side, the oldest first. */
export function figuresParts(values: Of<'heap-figures'>, where: Wording): DraftPart[] {
  const { readings } = values
  const row = (name: Wording, of: (reading: (typeof readings)[number]) => string): Wording[] => [
    name,
    ...readings.map(of),
  ]
  return [
    {
      kind: 'table',
      caption: say`Heap of process ${values.pid}${where}, Node.js ${values.nodeVersion}`,
      columns: [
        { title: say`what`, align: 'left' },
        ...readings.map((each) => ({
          title: say`${each.at.slice(11, 19)}${each.forcedGc ? say` after GC` : SILENCE}`,
          align: 'right' as const,
        })),
      ],
      rows: [
        row('rss', (each) => formatBytes(each.rssBytes)),
        row('heapUsed', (each) => formatBytes(each.heapUsedBytes)),
        row('heapTotal', (each) => formatBytes(each.heapTotalBytes)),
        row('external', (each) => formatBytes(each.externalBytes)),
        row('arrayBuffers', (each) => formatBytes(each.arrayBuffersBytes)),
        row(say`heap size limit`, (each) => formatBytes(each.heapLimitBytes)),
        row(say`GC stood still`, (each) =>
          each.gcMs === null ? '-' : `${Math.round(each.gcMs)} ms`,
        ),
        row(say`event loop late, mean`, (each) =>
          each.loopDelayMs === null ? '-' : `${each.loopDelayMs.mean.toFixed(1)} ms`,
        ),
        row(say`handles and requests`, (each) =>
          String(each.resources.reduce((sum, { count }) => sum + count, 0)),
        ),
      ],
    },
  ]
}

/** Call sites whose allocations were still alive. */
export function profileParts(values: Of<'heap-profile'>, where: Wording): DraftPart[] {
  return [
    {
      kind: 'table',
      caption: say`Allocated within ${Math.round(values.spanMs / 1000)} s and still alive in process ${values.pid}${where}: ${formatBytes(values.aliveBytes)}`,
      columns: [
        { title: say`alive`, align: 'right' },
        { title: say`function`, align: 'left' },
        { title: say`at`, align: 'left' },
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
export function comparisonParts(values: Of<'heap-comparison'>, where: Wording): DraftPart[] {
  return [
    {
      kind: 'table',
      caption: say`Heap snapshots of process ${values.pid}${where} compared: ${formatBytes(values.growthBytes)} more`,
      columns: [
        { title: say`class`, align: 'left' },
        { title: say`new`, align: 'right' },
        { title: say`gone`, align: 'right' },
        { title: say`change`, align: 'right' },
        { title: say`retains`, align: 'right' },
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

function suspectPart(suspect: HeapSuspect): DraftPart {
  const path = suspect.path.map((step) =>
    step.edge === '' ? step.name || '(GC roots)' : `.${step.edge} ${place(step)}`,
  )
  return {
    kind: 'code',
    text: say`${suspect.class}: ${formatBytes(suspect.retainedBytes)} retained by${path.map((step) => `\n  ${step}`).join('')}`,
  }
}

/** A node of a path with its file and line, where they are known. */
function place({ name, script, line }: HeapPathStep): string {
  const known = name || '(anonymous)'
  return script === undefined ? known : `${known} (${script}:${line ?? '?'})`
}
