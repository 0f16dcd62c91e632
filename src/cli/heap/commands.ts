import type { Command } from 'commander'
import { distance } from 'fastest-levenshtein'
import { MemdiagError } from '../../core/errors.ts'
import { say, type Wording } from '../../core/say.ts'
import { keyText } from '../../heap/classes.ts'
import { type Comparison } from '../../heap/compare.ts'
import { hasBit } from '../../heap/growing.ts'
import { groupPaths, pickInstances } from '../../heap/retainers.ts'
import { type Grown, findGrown, findSuspects } from '../../heap/suspects.ts'
import type { Tables } from '../../heap/tables.ts'
import type { Analysis } from '../../heap/analysis.ts'
import { type AnalyseOptions, analyse, compareShallow } from './analyse-files.ts'
import { findSnapshot, type SnapshotFile } from './snapshot-files.ts'
import { createProgress, type Progress } from './progress.ts'
import { diffDocument, suspectsDocument } from '../../heap/documents.ts'
import { diffText, type Screen } from './diff-output.ts'
import { retainersText, suspectsText } from './holders-output.ts'
import { summaryDocument, summaryText } from './summary-output.ts'
import type { CliDeps } from '../cli-deps.ts'
import { parseFormat } from '../options.ts'
import { putFor } from '../readers-language.ts'
import type { Stream } from '../output.ts'

export type HeapDeps = {
  readonly stdout: Stream
  readonly stderr: Stream
  /** Where the person stands: relative paths begin there. */
  readonly cwd: string
  readonly language: CliDeps['language']
}

type Format = { readonly format: 'text' | 'json' }
type DiffOptions = Format & { readonly top?: number; readonly shallow?: boolean }
type RetainersOptions = Format & {
  readonly class?: string
  readonly node?: number
  readonly since?: string
  readonly top?: number
}

/** `memdiag heap summary|diff|retainers|suspects`. Throws MemdiagError for what a user can mend. */
export function registerHeapCommands(program: Command, deps: HeapDeps): void {
  const heap = program
    .command('heap')
    .description('what is in a heap snapshot, what grew between two, and who holds it')
  const add = (name: string, description: string) =>
    heap
      .command(name)
      .description(description)
      .option('--format <format>', 'text or json', parseFormat, 'text')
  add(
    'summary',
    "classes with their counts and sizes, like DevTools' Summary; duplicated strings; the biggest objects",
  )
    .argument('<a>', 'a .heapsnapshot, also gzipped; - reads stdin')
    .option('--top <n>', 'rows at most', parseCount)
    .action((a: string, options: DiffOptions) => summary(deps, a, options))
  add('diff', "what came and went between two snapshots of one process, like DevTools' Comparison")
    .argument('<a>', 'the older snapshot')
    .argument('<b>', 'the newer snapshot; - reads stdin')
    .option('--top <n>', 'classes at most', parseCount)
    .option('--shallow', 'by class and own size alone: no retained sizes, faster')
    .action((a: string, b: string, options: DiffOptions) => diff(deps, [a, b], options))
  add('retainers', 'what holds the objects of a class, grouped')
    .argument('<a>', 'a snapshot')
    .option('--class <name>', 'objects of this class, by the name that summary shows')
    .option('--node <@id>', 'this object', parseId)
    .option('--since <snapshot>', 'only objects that this older snapshot does not have')
    .option('--top <n>', 'groups at most', parseCount)
    .action((a: string, options: RetainersOptions) => retainers(deps, a, options))
  add('suspects', 'what grew, or is closed and still held, and the one edge that would free it')
    .argument('<a>', 'the oldest snapshot')
    .argument('<b>', 'a newer one')
    .argument('[c]', 'a third tells steady growth from a single step')
    .action((a: string, b: string, c: string | undefined, options: Format) =>
      suspects(deps, c === undefined ? [a, b] : [a, b, c], options),
    )
}

async function summary(deps: HeapDeps, a: string, options: DiffOptions): Promise<void> {
  const analysis = await analyseFiles(deps, [a], {
    duplicates: true,
    distances: true,
    byClass: true,
  })
  const document = summaryDocument(analysis, options.top)
  print(deps, options.format, document, () => summaryText(document, screenOf(deps)))
}

async function diff(
  deps: HeapDeps,
  paths: readonly [string, string],
  options: DiffOptions,
): Promise<void> {
  const [a, b] = await Promise.all([
    findSnapshot(paths[0], deps.cwd),
    findSnapshot(paths[1], deps.cwd),
  ])
  const progress = progressOn(deps, [a, b])
  if (options.shallow === true) {
    const { tables, older, comparison } = await compareShallow(a, b, progress)
    const document = diffDocument({ tables, older, comparison }, options.top)
    return print(deps, options.format, document, () => diffText(document, screenOf(deps)))
  }
  const analysis = await analyse({
    files: [a, b],
    progress,
    byClass: true,
    onCompared: ({ tables, comparisons }) => tellCompared(deps, tables, comparisons),
  })
  const [older] = analysis.older
  const [comparison] = analysis.comparisons
  if (older === undefined || comparison === undefined) return undefined
  const document = diffDocument(
    { tables: analysis.tables, older, comparison, analysis },
    options.top,
  )
  return print(deps, options.format, document, () => diffText(document, screenOf(deps)))
}

function tellCompared(deps: HeapDeps, tables: Tables, comparisons: readonly Comparison[]): void {
  const changed = comparisons.at(-1)?.changes.length ?? 0
  if (deps.stderr.live) return
  const told = say`compared ${tables.nodeCount} nodes; classes that changed: ${changed}`
  deps.stderr.write(`${putFor(deps)(told)}\n`)
}

async function retainers(deps: HeapDeps, a: string, options: RetainersOptions): Promise<void> {
  if ((options.class === undefined) === (options.node === undefined)) {
    throw new MemdiagError('usage', say`Name either a class or an object.`, {
      hint: say`For example: memdiag heap retainers FILE --class Socket, or --node @1234.`,
    })
  }
  const analysis = await analyseFiles(deps, options.since === undefined ? [a] : [options.since, a])
  const nodes = selectNodes(analysis, options, a)
  const { tables, retained, distances, ordinals, names } = analysis
  const weight = (node: number) => retained[node] ?? 0
  const sample = pickInstances(nodes, weight)
  const holding = { tables, names, parents: distances.parents, retained, dominators: ordinals }
  const groups = groupPaths(holding, sample).slice(0, options.top ?? DEFAULT_GROUPS)
  const document = { objects: nodes.length, sampled: sample.length, paths: groups }
  print(deps, options.format, document, () =>
    retainersText(document, options.class ?? `@${options.node}`, screenOf(deps)),
  )
}

/** Groups shown where nobody says how many: a class is rarely held in more ways that matter. */
const DEFAULT_GROUPS = 20

function selectNodes(analysis: Analysis, options: RetainersOptions, shown: string): Uint32Array {
  const { tables, classes, comparisons } = analysis
  const found: number[] = []
  const wanted = new Set<number>()
  classes.keys.forEach((key, index) => {
    if (key.name === options.class || keyText(key) === options.class) wanted.add(index)
  })
  const added = comparisons.at(-1)?.added
  for (let node = 0; node < tables.nodeCount; node += 1) {
    if (
      options.node !== undefined
        ? tables.id[node] === options.node
        : wanted.has(classes.of[node] ?? 0) && tables.size[node] !== 0
    ) {
      if (added === undefined || hasBit(added, node)) found.push(node)
    }
  }
  if (found.length > 0) return Uint32Array.from(found)
  const wanting =
    options.class === undefined
      ? say`object @${options.node ?? ''}`
      : say`object of class ${options.class}`
  throw new MemdiagError(
    'usage',
    options.since === undefined
      ? say`There is no ${wanting} in ${shown}.`
      : say`There is no ${wanting} in ${shown} that is not in ${options.since}.`,
    {
      hint: nearest(options.class ?? '', analysis),
    },
  )
}

function nearest(name: string, { classes }: Analysis): Wording {
  const like = classes.keys
    .filter((key) => name !== '' && isLike(key.name.toLowerCase(), name.toLowerCase()))
    .slice(0, 5)
  return like.length === 0
    ? say`See \`memdiag heap summary\` for the names of classes.`
    : say`Near it: ${like.map((key) => key.name.slice(0, 60)).join(', ')}.`
}

/** Letters that a mistyped name may differ by. */
const MISTYPED = 2

function isLike(name: string, wanted: string): boolean {
  return name.includes(wanted) || distance(name.slice(0, 200), wanted) <= MISTYPED
}

async function suspects(deps: HeapDeps, paths: readonly string[], options: Format): Promise<void> {
  let grown: Grown | undefined
  const analysis = await analyseFiles(deps, paths, {
    // While the other thread finds out who holds what.
    onCompared: ({ comparisons, ...found }) => {
      tellCompared(deps, found.tables, comparisons)
      const [first] = comparisons
      if (first !== undefined) grown = findGrown({ ...found, comparison: first })
    },
  })
  const { tables, names, distances, retained, ordinals } = analysis
  if (grown === undefined) return
  const holding = { tables, names, parents: distances.parents, retained, dominators: ordinals }
  const document = suspectsDocument(findSuspects(holding, grown), names)
  print(deps, options.format, document, () => suspectsText(document, screenOf(deps)))
}

async function analyseFiles(
  deps: HeapDeps,
  paths: readonly string[],
  options: Pick<AnalyseOptions, 'duplicates' | 'distances' | 'byClass' | 'onCompared'> = {},
): Promise<Analysis> {
  const files = await Promise.all(paths.map((path) => findSnapshot(path, deps.cwd)))
  return analyse({ files, progress: progressOn(deps, files), ...options })
}

function progressOn(deps: HeapDeps, files: readonly SnapshotFile[]): Progress {
  return createProgress({ stderr: deps.stderr, put: putFor(deps) }, files, Date.now)
}

function screenOf(deps: HeapDeps): Screen {
  return { stdout: deps.stdout, put: putFor(deps) }
}

function print(
  deps: HeapDeps,
  format: 'text' | 'json',
  document: unknown,
  text: () => string,
): void {
  deps.stdout.write(format === 'json' ? `${JSON.stringify(document, null, 2)}\n` : text())
}

function parseCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count > 0) return count
  throw new MemdiagError('usage', say`\`${text}\` is not a number of rows.`, {
    hint: say`Give a whole number from 1.`,
  })
}

function parseId(text: string): number {
  const id = Number(text.replace(/^@/, ''))
  if (Number.isInteger(id) && id >= 0) return id
  throw new MemdiagError('usage', say`\`${text}\` is not the id of an object.`, {
    hint: say`Ids look like @1234, in DevTools too.`,
  })
}
