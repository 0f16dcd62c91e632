import { stringify } from 'yaml'
import { z } from 'zod'
import type { Runbook } from '../../src/core/runbook.ts'
import type { Step } from '../../src/core/step.ts'
import type { StepName } from '../../src/core/names.ts'
import type { Values } from '../../src/core/values.ts'
import { STEPS } from '../../src/steps/all-steps.ts'
import { aRow, GiB, someLoad, someTop, theRunbook } from '../support/builders.ts'
import { THE_PROCESS } from '../support/ladder-builders.ts'

/** `probes`: two nodes that are only read. `ladder`: one process, climbed from its figures to two snapshots. */
export const SceneName = z.enum(['probes', 'ladder'])
export type SceneName = z.infer<typeof SceneName>

export type Scene = {
  readonly command: string
  /** Somebody presses Approve on each card. */
  readonly approves: boolean
  readonly services: (approver: string) => string
}

export const SCENES: Record<SceneName, Scene> = {
  probes: {
    command: 'checkout --only load,top,cpuinfo',
    approves: false,
    services: () => servicesOf(['web-1', 'web-2'], { memoryLimit: '2GiB' }),
  },
  ladder: {
    command: 'checkout --only load,snapshot,top',
    approves: true,
    services: (approver) => servicesOf(['web-1'], { memoryLimit: '16GiB', approvers: [approver] }),
  },
}

function servicesOf(nodes: readonly string[], more: Record<string, unknown>): string {
  const checkout = { nodes: nodes.map((name) => ({ name, host: name })), ...more }
  return stringify({ services: { checkout } })
}

/** The runbook, whose waits are short where a person or a timer would be waited for. */
export function runbookOf(scene: SceneName): Runbook {
  const runbook = theRunbook()
  if (scene === 'probes') return runbook
  const ladder = { gcSpanSeconds: 0.2, gcReadings: 3, profileSeconds: 0.2, snapshotSpanSeconds: 1 }
  return {
    ...runbook,
    thresholds: { ...runbook.thresholds, trendSpanSeconds: 0 },
    ladder: { ...runbook.ladder, ...ladder, pollSeconds: 0.2 },
  }
}

/** The steps; on the ladder what they read is one process that holds most of a large limit, and nothing says why. */
export function stepsOf(scene: SceneName): Record<StepName, Step> {
  if (scene === 'probes') return STEPS
  const reads = (step: Step, values: Values): Step => ({
    ...step,
    parse: () => ({ values, missing: [] }),
    followUps: () => [],
  })
  const bytes = { rssBytes: 10 * GiB, anonBytes: 10 * GiB, privateBytes: 10 * GiB }
  const row = aRow({ pid: THE_PROCESS.pid, ...bytes })
  return {
    ...STEPS,
    load: reads(STEPS.load, someLoad({ hostMemoryBytes: 64 * GiB, hostAvailableBytes: 32 * GiB })),
    top: reads(STEPS.top, someTop({ processes: [row], hostMemoryBytes: 64 * GiB })),
    snapshot: reads(STEPS.snapshot, LARGE),
  }
}

const LARGE: Values = {
  kind: 'snapshot',
  limitBytes: 16 * GiB,
  processes: [
    {
      pid: THE_PROCESS.pid,
      role: 'worker',
      rssBytes: 10 * GiB,
      inspectorPort: null,
      opensOnSignal: true,
      heapSnapshotSignal: false,
      maxOldSpaceBytes: null,
    },
  ],
}
