import type { Classes } from './classes.ts'
import type { Comparison, NodeList } from './compare.ts'
import type { Distances } from './distances.ts'
import type { Names } from './node-names.ts'
import type { RetainedSizes } from './retained-sizes.ts'
import type { Duplicate } from './summary.ts'
import type { Tables } from './tables.ts'

/** Who alone keeps what alive in the newest snapshot; by ordinal, and by class. */
export type Retained = {
  readonly retained: RetainedSizes
  /** Empty where it was not asked for. */
  readonly byClass: Float64Array
  readonly ordinals: Uint32Array
}

/** All that is known of the newest of some snapshots, and how it differs from the older ones. */
export type Analysis = Retained & {
  readonly tables: Tables
  readonly classes: Classes
  readonly names: Names
  readonly detached: Set<number>
  readonly distances: Distances
  readonly duplicates: readonly Duplicate[]
  /** Of the older snapshots only how much there was is left. */
  readonly older: readonly Pick<NodeList, 'nodes' | 'edges' | 'bytes'>[]
  /** With each of `older`, in order. */
  readonly comparisons: readonly Comparison[]
}
