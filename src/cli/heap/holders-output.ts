import { formatBytes } from '../../core/bytes.ts'
import { plural, say, SILENCE, type Wording } from '../../core/say.ts'
import { NO_HANDLE } from '../../heap/closed-handles.ts'
import type { RetainersDocument, SuspectsDocument } from '../../heap/documents.ts'
import type { PathStep } from '../../heap/retainers.ts'
import { printable, styled } from '../output.ts'
import { className, fileName, type Screen } from './diff-output.ts'

/** How objects are held, group by group, from the object up to what people recognise. */
export function retainersText(
  document: RetainersDocument,
  asked: string,
  { stdout, put }: Screen,
): string {
  const sampled =
    document.sampled < document.objects ? say`, ${document.sampled} of them looked at` : SILENCE
  const head = plural(
    document.objects,
    say`1 object of ${asked}${sampled}`,
    say`${document.objects} objects of ${asked}${sampled}`,
  )
  const groups = document.paths.map(({ objects, retainedBytes, path }) => {
    const title = say`${objects} of ${document.sampled}, retaining ${formatBytes(retainedBytes)}, ${holders(path)}`
    return `\n${styled(stdout, 'bold', put(title))}\n${pathText(path, put)}`
  })
  return printable(`${put(head)}\n${groups.join('')}`)
}

/**
 * What people recognise of a path, from the object up: the nearest holder with a name of its own, and the nearest
 * function whose variables lead there. `held by `sockets` (Set) <- function next in leaky-service.cjs:115`.
 */
function holders(path: readonly PathStep[]): Wording {
  const above = path.slice(0, -1).toReversed()
  const named = above.findIndex(
    (step) =>
      !INNER.has(step.type) && (step.edgeType === 'property' || step.edgeType === 'context'),
  )
  const holder = above[named]
  const code = above.slice(named + 1).find((step) => step.type === 'closure')
  const words = [
    ...(holder === undefined ? [] : [say`\`${holder.edge}\` (${holder.name})`]),
    ...(code === undefined ? [] : [stepWords(code, false)]),
  ]
  const [first, second] = words
  if (first === undefined) return say`held by`
  return second === undefined ? say`held by ${first}` : say`held by ${first} <- ${second}`
}

/** Kinds of nodes inside of what people know: the table of a Map, the elements of an array. */
const INNER: ReadonlySet<string> = new Set(['array', 'hidden', 'synthetic', 'native', 'code'])

/** A path from the object up: each line is what holds the one before it. */
function pathText(path: readonly PathStep[], put: Screen['put']): string {
  const lines: string[] = []
  for (let at = path.length - 1; at > 0; at -= 1) {
    const step = path[at]
    const holder = path[at - 1]
    if (step === undefined || holder === undefined) continue
    lines.push(`  ${put(say`${edgeWords(step)} of ${stepWords(holder)}`)}`)
  }
  return `${lines.join('\n')}\n`
}

function edgeWords({ edge, edgeType }: PathStep): Wording {
  if (edgeType === 'property') return `.${edge}`
  if (edgeType === 'element') return `[${edge}]`
  if (edgeType === 'context') return say`variable ${edge}`
  return edge === '' ? say`(dominated)` : `{${edge}}`
}

function stepWords({ type, name, script, line, id }: PathStep, withId = true): Wording {
  const nameless = type === 'closure' ? say`(anonymous)` : `(${type})`
  const called = name === '' ? nameless : name.slice(0, LONGEST_NAME)
  const what = type === 'closure' ? say`function ${called}` : called
  const placed = script === undefined ? what : say`${what} in ${fileName(script)}:${line ?? '?'}`
  return withId ? say`${placed} @${id}` : placed
}

/** A name of more characters is a text that somebody used as a key. */
const LONGEST_NAME = 80

export function suspectsText({ suspects }: SuspectsDocument, { stdout, put }: Screen): string {
  if (suspects.length === 0)
    return `${put(say`Nothing grew enough to be suspected, and nothing closed is held.`)}\n`
  const parts = suspects.slice(0, 10).map((suspect, at) => {
    const told = put(say`${className(suspect, put)}: ${ruleWords(suspect)}`)
    const title = `${at + 1}. ${told}`
    const lines = [styled(stdout, 'bold', title)]
    lines.push(
      `   ${put(say`objects ${suspect.objects.join(' -> ')}, own size ${suspect.bytes.map(formatBytes).join(' -> ')}, retaining ${formatBytes(suspect.retainedBytes)}`)}`,
    )
    if (suspect.holder !== undefined)
      lines.push(
        `   ${put(say`${suspect.holder.objects} of ${suspect.suspected} are kept alive by ${stepWords(suspect.holder)} alone`)}`,
      )
    if (suspect.cut !== undefined)
      lines.push(
        `   ${put(say`cutting ${edgeWords(suspect.cut.to)} of ${stepWords(suspect.cut.from)} frees them`)}`,
      )
    return `${lines.join('\n')}\n`
  })
  return printable(parts.join('\n'))
}

function ruleWords(suspect: SuspectsDocument['suspects'][number]): Wording {
  if (suspect.rule === 'closed-but-held')
    return suspect.by === NO_HANDLE
      ? say`${suspect.suspected} have no handle any more (closed, or never opened) and are still held`
      : say`${suspect.suspected} are closed (${suspect.by ?? ''} = true) and still held`
  const grown = (suspect.objects.at(-1) ?? 0) - (suspect.objects[0] ?? 0)
  return suspect.rule === 'grew-steadily'
    ? say`grew in every interval, by ${grown}`
    : say`grew by ${grown}`
}
