import { formatBytes } from '../../core/bytes.ts'
import type { Finding } from '../../core/finding.ts'
import type {
  CallSite,
  HeapComparisonValues,
  HeapPathStep,
  HeapProfileValues,
  HeapSuspect,
} from '../../core/heap-values.ts'
import { say, type Said, SILENCE, type Wording } from '../../core/say.ts'
import type { JudgeInput } from '../../core/step.ts'
import { holderWords, isSystemName } from '../../core/suspect-words.ts'
import { newFinding } from '../answer.ts'
import { NAMED_SITES, NAMED_SUSPECTS, SUSPECT_GROWTH_RATIO } from './limits.ts'

/**
 * Who allocates and who holds, with file and line: what a developer opens next. How much that explains is judged
 * elsewhere; these findings are weak, and name nothing that the evidence does not have.
 */
export function judgeNamed({ evidence, node }: JudgeInput): readonly Finding[] {
  return evidence
    .filter((each) => each.node === node)
    .flatMap(({ id, values }) => {
      if (values.kind === 'heap-profile') return [sites(node, id, values)]
      if (values.kind === 'heap-comparison') return suspects(node, id, values)
      return []
    })
    .filter((each) => each !== null)
}

function sites(node: string, id: string, values: HeapProfileValues): Finding | null {
  const { pid, spanMs, aliveBytes } = values
  const shown = values.sites.filter((each) => each.script !== '').slice(0, NAMED_SITES)
  if (shown.length === 0) return null
  const list = shown.map(
    (each) => say`${formatBytes(each.bytes)} by ${siteOf(each)}${callerOf(each.callers)}`,
  )
  return newFinding('snapshot', node, {
    rule: `heap-sites-${pid}`,
    cause: null,
    speaks: 'neither',
    strength: 'weak',
    ...say`Of what process ${pid} allocated within ${Math.round(spanMs / 1000)} s, ${formatBytes(aliveBytes)} were still alive after a collection: ${apart(list)}.`,
    evidence: [id],
  })
}

function siteOf({ function: name, script, line }: CallSite): string {
  return `${name} (${script}:${line})`
}

/** The nearest caller outside of Node.js: what it does in a library is not what the application wrote. */
function callerOf(callers: readonly CallSite[]): Said {
  const own = callers.find(
    ({ script }) => script !== '' && !script.startsWith('node:') && !isLibrary(script),
  )
  return own === undefined ? SILENCE : say`, called by ${siteOf(own)}`
}

function isLibrary(script: string): boolean {
  return script.includes('/node_modules/')
}

function suspects(node: string, id: string, values: HeapComparisonValues): Finding[] {
  return values.suspects
    .filter((each) => each.growthRatio >= SUSPECT_GROWTH_RATIO)
    .slice(0, NAMED_SUSPECTS)
    .map((suspect, index) =>
      newFinding('snapshot', node, {
        rule: `heap-holder-${values.pid}-${index + 1}`,
        cause: 'js-heap-leak',
        speaks: 'for',
        strength: 'weak',
        ...saidOf(suspect, values.pid),
        evidence: [id],
      }),
    )
}

function saidOf(suspect: HeapSuspect, pid: number): Said {
  const { objects, suspected, retainedBytes, holder, cut } = suspect
  const held = holderWords(suspect)
  const what = suspect.by === undefined ? say`new` : say`closed (${suspect.by}) but held`
  const told = [
    say`${placed(suspect.class, suspect)} in process ${pid}: ${inTurn(objects)} objects; ${suspected} ${what} ones keep ${formatBytes(retainedBytes)} alive.`,
    holder === undefined || isSystemName(holder.name)
      ? null
      : say`${holder.objects} of them are held by ${placed(holder.name, holder)} alone.`,
    heldAt(suspect),
    suspect.unsure === true ? UNSURE : null,
    cut === undefined || held === null ? null : say`Without ${held} they would be free.`,
  ].filter((each) => each !== null)
  return told.reduce((before, next) => say`${before} ${next}`)
}

const UNSURE = say`Which of them are the new ones V8 forgot when the inspector was closed: this way may be that of others.`

/** Counts of one look after the other: `3, then 12`. */
export function inTurn([first = 0, ...later]: readonly number[]): Wording {
  return later.reduce<Wording>((before, next) => say`${before}, then ${next}`, String(first))
}

function apart(said: readonly Said[]): Said {
  return said.reduce((before, next) => say`${before}; ${next}`)
}

/** The way from the program's own code: the last step but the object itself that has a file. */
function heldAt({ path }: HeapSuspect): Said | null {
  const held = path.slice(0, -1)
  const at = held.findLastIndex((each) => each.script !== undefined)
  const step = held[at]
  if (step === undefined) return null
  const way = path
    .slice(at + 1)
    .map((each) => edgeOf(each))
    .join('')
  return say`The way to one: ${placed(step.name, step)}${way}.`
}

/** `.sessions`, `[12]`: as one would write it. */
function edgeOf({ edge, edgeType }: HeapPathStep): string {
  return edgeType === 'element' ? `[${edge}]` : `.${edge}`
}

function placed(
  name: string,
  at: { readonly script?: string | undefined; readonly line?: number | undefined },
): string {
  const called = name === '' ? '(anonymous)' : name
  return at.script === undefined ? called : `${called} (${at.script}:${at.line ?? '?'})`
}
