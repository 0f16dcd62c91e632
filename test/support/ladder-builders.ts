import type { Event, EventOf } from '../../src/core/event.ts'
import type { HeapReading, Rung } from '../../src/core/heap-values.ts'
import type { Service } from '../../src/core/service.ts'
import { fold, type State } from '../../src/core/state.ts'
import type { SnapshotValues, Values } from '../../src/core/values.ts'
import {
  anOpening,
  aRow,
  aService,
  AT,
  doneEvent,
  evidenceEvent,
  GiB,
  MiB,
  someEvidence,
  someTop,
} from './builders.ts'

export const THE_PROCESS = { pid: 100, startTicks: 5000 } as const
export const LATER = '2026-11-23T21:00:00.000Z'

/** A log whose read-only steps are done and left it open what fills one large process. */
export function anOpenQuestion(
  more: readonly Event[] = [],
  change: {
    opening?: Partial<EventOf<'opened'>>
    service?: Partial<Service>
    seen?: Partial<SnapshotValues['processes'][number]>
  } = {},
): State {
  const opening = anOpening({
    service: aService({ memoryLimitBytes: 1 * GiB, ...change.service }),
    ...change.opening,
  })
  return fold([opening, ...readOnlySteps(change.seen), ...more])
}

function readOnlySteps(seen: Partial<SnapshotValues['processes'][number]> = {}): Event[] {
  const row = aRow({ rssBytes: 900 * MiB, anonBytes: 860 * MiB, privateBytes: 860 * MiB })
  const snapshot: Values = {
    kind: 'snapshot',
    limitBytes: 1 * GiB,
    processes: [
      {
        pid: 100,
        role: 'worker',
        rssBytes: 900 * MiB,
        inspectorPort: null,
        opensOnSignal: true,
        heapSnapshotSignal: false,
        maxOldSpaceBytes: null,
        ...seen,
      },
    ],
  }
  return [
    evidenceEvent(someEvidence(snapshot)),
    evidenceEvent(someEvidence(someTop({ processes: [row] }))),
    ...(['load', 'snapshot', 'websocket', 'logs', 'top', 'cpuinfo'] as const).map((step) =>
      doneEvent(step),
    ),
  ]
}

export function asked(rung: Rung, change: Partial<EventOf<'approval-asked'>> = {}): Event {
  return {
    kind: 'approval-asked',
    version: 1,
    at: AT,
    node: 'web-1',
    process: THE_PROCESS,
    approval: `${rung}-1`,
    rung,
    expiresAt: LATER,
    card: {
      text: `${rung} of process 100`,
      method: 'SIGUSR1',
      pauseMs: null,
      extraBytes: null,
      headroomBytes: 100 * MiB,
      headroomOf: 'services.yml',
      sharing: 1,
      heartbeat: null,
      spanSeconds: 1,
      openSeconds: 5,
      kept: null,
      warnings: [],
    },
    ...change,
  }
}

export function decided(
  approval: string,
  decision: EventOf<'approval-decided'>['decision'] = 'approved',
): Event {
  const by = decision === 'expired' ? null : 'slack:U1'
  return { kind: 'approval-decided', version: 1, at: AT, approval, decision, by }
}

export function attempted(action: string, approval: string, part = 1): Event {
  const rung = action.replace(/-\d+$/, '')
  if (rung !== 'inspect' && rung !== 'gc' && rung !== 'profile' && rung !== 'snapshot') {
    throw new Error(`${rung} is no rung`)
  }
  return {
    kind: 'action-attempted',
    version: 1,
    at: AT,
    node: 'web-1',
    process: THE_PROCESS,
    action,
    rung,
    part,
    approval,
    wasClosed: true,
  }
}

export function actionDone(action: string, change: Partial<EventOf<'action-done'>> = {}): Event {
  return {
    kind: 'action-done',
    version: 1,
    at: AT,
    action,
    outcome: 'done',
    text: 'done',
    inspector: 'closed',
    findings: [],
    ...change,
  }
}

/** A rung from its question to its end. */
export function climbed(rung: Rung, values: Values | null): Event[] {
  return [
    asked(rung),
    decided(`${rung}-1`),
    attempted(`${rung}-1`, `${rung}-1`),
    ...(values === null
      ? []
      : [
          evidenceEvent(someEvidence(values, { id: `snapshot.${rung}-1/web-1`, step: 'snapshot' })),
        ]),
    actionDone(`${rung}-1`),
  ]
}

/** Readings after forced collections, a minute apart, with so much heap in each. */
export function figuresWith(heapMiB: readonly number[], forcedGc = true): Values {
  return {
    kind: 'heap-figures',
    ...THE_PROCESS,
    port: 9229,
    nodeVersion: 'v24.0.0',
    v8Version: '13',
    flags: [],
    uptimeSeconds: 100,
    readings: heapMiB.map((mib, index) => aReading(mib, index, forcedGc)),
  }
}

function aReading(heapMiB: number, index: number, forcedGc: boolean): HeapReading {
  return {
    at: new Date(Date.parse(AT) + index * 60_000).toISOString(),
    forcedGc,
    gcMs: forcedGc ? 200 : null,
    rssBytes: 900 * MiB,
    heapUsedBytes: heapMiB * MiB,
    heapTotalBytes: heapMiB * MiB,
    externalBytes: 1 * MiB,
    arrayBuffersBytes: 0,
    heapLimitBytes: 4 * GiB,
    mallocedBytes: 0,
    nativeContexts: 1,
    detachedContexts: 0,
    spaces: [],
    loopDelayMs: null,
    resources: [],
  }
}
