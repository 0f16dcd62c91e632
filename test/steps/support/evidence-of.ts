import type { Evidence } from '../../../src/core/evidence.ts'
import type { StepName } from '../../../src/core/names.ts'
import type { Values } from '../../../src/core/values.ts'

/** Evidence of the node web-1 that holds the given values. */
export function someEvidence(
  id: string,
  step: StepName,
  values: Values,
  missing: Evidence['missing'] = [],
): Evidence {
  return {
    id,
    step,
    node: 'web-1',
    command: '',
    exitCode: 0,
    durationMs: 1,
    at: '2026-11-23T19:40:41.000Z',
    values,
    output: { text: '', truncated: false },
    missing,
  }
}
