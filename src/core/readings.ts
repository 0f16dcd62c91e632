import type { Evidence } from './evidence.ts'
import type { Values } from './values.ts'

type Kind = Values['kind']
type ValuesOf<K extends Kind> = Extract<Values, { kind: K }>
export type Reading<K extends Kind> = { readonly id: string; readonly values: ValuesOf<K> }

/** The newest evidence of a kind on a node, with its id; null when the step has not run or could not read. */
export function reading<K extends Kind>(
  evidence: readonly Evidence[],
  node: string,
  kind: K,
): Reading<K> | null {
  const found = evidence.findLast((each) => each.node === node && each.values.kind === kind)
  if (found === undefined || !isKind(found.values, kind)) return null
  return { id: found.id, values: found.values }
}

function isKind<K extends Kind>(values: Values, kind: K): values is ValuesOf<K> {
  return values.kind === kind
}
