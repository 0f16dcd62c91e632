import type { Event } from '../../src/core/event.ts'
import type { State } from '../../src/core/state.ts'
import {
  AT,
  aCluster,
  aFinding,
  anOpening,
  aService,
  aState,
  doneEvent,
  evidenceEvent,
  MiB,
  someEvidence,
  someTop,
} from './builders.ts'

export function nodesOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `web-${index + 1}`)
}

/** An investigation of these nodes on which this came to pass. */
export function onNodes(names: readonly string[], events: readonly Event[]): State {
  const targets = names.map((name) => ({ name, kind: 'local' as const }))
  return aState(events, anOpening({ service: aService({ targets }) }))
}

/** So many nodes with two workers each, but one with 48, and one that cannot be reached. */
export function aFleet(count: number): State {
  const names = nodesOf(count)
  const outlier = names[Math.floor(count / 2)]
  const answered = names.slice(0, -1)
  const events: Event[] = [
    ...answered.map((node, index) =>
      evidenceEvent(
        someEvidence(
          someTop({
            processes: aCluster(node === outlier ? 48 : 2, {
              privateBytes: (18 + (index % 3)) * MiB,
            }),
          }),
          { id: `top/${node}`, node },
        ),
      ),
    ),
    {
      kind: 'node-failed',
      version: 1,
      at: AT,
      step: 'top',
      node: names.at(-1) ?? '',
      code: 'unreachable',
      message: `Could not connect to ${names.at(-1)}.`,
      final: true,
    },
    doneEvent(
      'top',
      answered.map((node, index) =>
        aFinding({
          id: `top.worker-count/${node}`,
          node,
          text: `${node === outlier ? 48 : 2} workers hold ${36 + (index % 3)} MiB${node === outlier ? ', too many' : ''}.`,
        }),
      ),
    ),
  ]
  return onNodes(names, events)
}
