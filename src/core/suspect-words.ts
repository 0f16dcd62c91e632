import type { HeapPathStep, HeapSuspect } from './heap-values.ts'
import { say, type Said, type Wording } from './say.ts'

/** The class of a suspect as a developer knows it, with where it is defined. */
export function classWords({ class: name, ...at }: HeapSuspect): Wording {
  const known = CLASSES[name]
  return known ?? withPlace(say`${name} objects`, at)
}

/** V8's names for what the program wrote as something else. */
const CLASSES: Readonly<Record<string, Said>> = {
  'system / Context': say`closures' variables`,
  Function: say`functions`,
  '(closure)': say`functions`,
  Object: say`plain objects`,
  Array: say`arrays`,
}

/**
 * What a developer opens to let go of them: the variable or property that holds them, and the nearest place in the
 * sources; null where the path names none. A function's variables are a `system / Context` in V8's words.
 */
export function holderWords({ cut, path }: HeapSuspect): Wording | null {
  const at = cut === undefined ? ownEdge(path) : path.findLastIndex((step) => isStepOf(step, cut))
  const step = path[at]
  if (step === undefined) return cut === undefined ? null : edgeOnly(cut.to, cut.from)
  const from = path[at - 1]
  const place = path.slice(0, at).findLast((each) => each.script !== undefined)
  const held = edgeOnly(step, from)
  if (place === undefined) return held
  const { name, script = '', line } = place
  const where = line === undefined ? script : `${script}:${line}`
  return isScope(from)
    ? say`${held}, in the scope of function ${name === '' ? say`(anonymous)` : name} (${where})`
    : say`${held} (${where})`
}

/** What follows the objects in a sentence: no more than is known of who holds them. */
export function heldBy({ unsure }: HeapSuspect, holder: Wording): Said {
  return unsure === true
    ? say`, some of them held by ${holder}; which of them are the new ones V8 forgot`
    : say`, held by ${holder}`
}

type Cut = NonNullable<HeapSuspect['cut']>

function isStepOf(step: HeapPathStep, { edge, to }: Cut): boolean {
  return step.edge === edge && step.name === to.name
}

/** The nearest step above the object itself that goes by a name which the program gave. */
function ownEdge(path: readonly HeapPathStep[]): number {
  return path.slice(0, -1).findLastIndex(({ edgeType }) => OWN.has(edgeType))
}

const OWN = new Set(['context', 'property'])

function edgeOnly({ edge, edgeType }: HeapPathStep, from: HeapPathStep | undefined): Said {
  if (edgeType === 'context' || isScope(from)) return say`the variable \`${edge}\``
  const name = edgeType === 'element' ? `[${edge}]` : `.${edge}`
  const owner = from?.name ?? ''
  return owner === '' || isSystemName(owner) ? say`\`${name}\`` : say`\`${name}\` of ${owner}`
}

function isScope(step: HeapPathStep | undefined): boolean {
  return step?.name === 'system / Context'
}

/** V8's own names: `system / Context`, `(object elements)`. */
export function isSystemName(name: string): boolean {
  return /^(?:system \/|\()/.test(name)
}

function withPlace(
  words: Said,
  { script, line }: { readonly script?: string | undefined; readonly line?: number | undefined },
): Said {
  if (script === undefined || script === '') return words
  return say`${words} (${line === undefined ? script : `${script}:${line}`})`
}
