import type { Connection } from '../../core/remote-port.ts'
import type { Shell } from '../shell.ts'
import type { Slots } from '../slots.ts'

/** What heap evidence from the processes of one node is got through. */
export type HeapDeps = {
  readonly shell: Shell
  readonly enter: string | undefined
  readonly run: Connection['run']
  /** One slot a node: all workers of a cluster share one inspector port. */
  readonly touching: Slots
}
