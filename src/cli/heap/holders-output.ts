import { NO_HANDLE } from '../../heap/closed-handles.ts'
import { formatBytes } from '../../core/bytes.ts'
import type { RetainersDocument, SuspectsDocument } from '../../heap/documents.ts'
import type { PathStep } from '../../heap/retainers.ts'
import { className, fileName } from './diff-output.ts'
import { type Stream, printable, styled } from '../output.ts'

/** How objects are held, group by group, from the object up to what people recognise. */
export function retainersText(document: RetainersDocument, asked: string, stdout: Stream): string {
  const sampled =
    document.sampled < document.objects ? `, ${document.sampled} of them looked at` : ''
  const head = `${document.objects} ${document.objects === 1 ? 'object' : 'objects'} of ${asked}${sampled}\n`
  const groups = document.paths.map(({ objects, retainedBytes, path }) => {
    const by = holdersText(path)
    const title = `${objects} of ${document.sampled}, retaining ${formatBytes(retainedBytes)}, ${by}`
    return `\n${styled(stdout, 'bold', title)}\n${pathText(path)}`
  })
  return printable(`${head}${groups.join('')}`)
}

/**
 * What people recognise of a path, from the object up: the nearest holder with a name of its own, and the nearest
 * function whose variables lead there. `held by `sockets` (Set) <- function next in leaky-service.cjs:115`.
 */
export function holdersText(path: readonly PathStep[]): string {
  const above = path.slice(0, -1).toReversed()
  const named = above.findIndex(
    (step) =>
      !INNER.has(step.type) && (step.edgeType === 'property' || step.edgeType === 'context'),
  )
  const holder = above[named]
  const code = above.slice(named + 1).find((step) => step.type === 'closure')
  const words = [
    ...(holder === undefined ? [] : [`\`${holder.edge}\` (${holder.name})`]),
    ...(code === undefined ? [] : [stepText(code, false)]),
  ]
  return words.length === 0 ? 'held by' : `held by ${words.join(' <- ')}`
}

/** Kinds of nodes inside of what people know: the table of a Map, the elements of an array. */
const INNER: ReadonlySet<string> = new Set(['array', 'hidden', 'synthetic', 'native', 'code'])

/** A path from the object up: each line is what holds the one before it. */
export function pathText(path: readonly PathStep[]): string {
  const lines: string[] = []
  for (let at = path.length - 1; at > 0; at -= 1) {
    const step = path[at]
    const holder = path[at - 1]
    if (step === undefined || holder === undefined) continue
    lines.push(`  ${edgeText(step)} of ${stepText(holder)}`)
  }
  return `${lines.join('\n')}\n`
}

function edgeText({ edge, edgeType }: PathStep): string {
  if (edgeType === 'property') return `.${edge}`
  if (edgeType === 'element') return `[${edge}]`
  if (edgeType === 'context') return `variable ${edge}`
  return edge === '' ? '(dominated)' : `{${edge}}`
}

function stepText(step: PathStep, withId = true): string {
  const kind = step.type === 'closure' ? 'function ' : ''
  const name =
    step.name === '' ? (step.type === 'closure' ? '(anonymous)' : `(${step.type})`) : step.name
  const place = step.script === undefined ? '' : ` in ${fileName(step.script)}:${step.line}`
  return `${kind}${name.slice(0, 80)}${place}${withId ? ` @${step.id}` : ''}`
}

export function suspectsText({ suspects }: SuspectsDocument, stdout: Stream): string {
  if (suspects.length === 0)
    return 'Nothing grew enough to be suspected, and nothing closed is held.\n'
  const parts = suspects.slice(0, 10).map((suspect, at) => {
    const lines = [styled(stdout, 'bold', `${at + 1}. ${className(suspect)}: ${ruleText(suspect)}`)]
    lines.push(
      `   objects ${suspect.objects.join(' -> ')}, own size ${suspect.bytes.map(formatBytes).join(' -> ')}, retaining ${formatBytes(suspect.retainedBytes)}`,
    )
    if (suspect.holder !== undefined)
      lines.push(
        `   ${suspect.holder.objects} of ${suspect.suspected} are kept alive by ${stepText(suspect.holder)} alone`,
      )
    if (suspect.cut !== undefined)
      lines.push(
        `   cutting ${edgeText({ ...suspect.cut.to })} of ${stepText(suspect.cut.from)} frees them`,
      )
    return `${lines.join('\n')}\n`
  })
  return printable(parts.join('\n'))
}

function ruleText(suspect: SuspectsDocument['suspects'][number]): string {
  if (suspect.rule === 'closed-but-held')
    return suspect.by === NO_HANDLE
      ? `${suspect.suspected} have no handle any more (closed, or never opened) and are still held`
      : `${suspect.suspected} are closed (${suspect.by} = true) and still held`
  const grown = (suspect.objects.at(-1) ?? 0) - (suspect.objects[0] ?? 0)
  return suspect.rule === 'grew-steadily'
    ? `grew in every interval, by ${grown}`
    : `grew by ${grown}`
}
