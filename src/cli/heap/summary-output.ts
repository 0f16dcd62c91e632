import { formatBytes } from '../../core/bytes.ts'
import { mask } from '../../core/mask.ts'
import { distanceColumn } from '../../heap/distances.ts'
import { LIMITS } from '../../heap/limits.ts'
import { SYNTHETIC } from '../../heap/snapshot-header.ts'
import { textOf } from '../../heap/string-table.ts'
import { biggestNodes, groupDetached, summarize } from '../../heap/summary.ts'
import { nameIndexOf, sizeOf } from '../../heap/tables.ts'
import type { Analysis } from '../../heap/analysis.ts'
import { type Totals, placeOf, totalsOf } from '../../heap/documents.ts'
import { plural, say } from '../../core/say.ts'
import { className, columns, type Screen } from './diff-output.ts'
import { renderTable } from '../render-table.ts'

export type SummaryDocument = Totals & {
  readonly classes: readonly {
    readonly class: string
    readonly count: number
    readonly shallowBytes: number
    readonly retainedBytes: number
    readonly distance: number
    readonly script?: string
    readonly line?: number
  }[]
  /** `bytes`: what all but one of each take. */
  readonly duplicatedStrings: readonly {
    readonly text: string
    readonly count: number
    readonly bytes: number
  }[]
  readonly detached: readonly {
    readonly name: string
    readonly count: number
    readonly shallowBytes: number
    readonly retainedBytes: number
  }[]
  readonly biggest: readonly {
    readonly class: string
    readonly name: string
    readonly id: number
    readonly shallowBytes: number
    readonly retainedBytes: number
  }[]
}

const BIGGEST = 20

/** The document of `heap summary`: every class, the one that retains most first. */
export function summaryDocument(analysis: Analysis, top: number | undefined): SummaryDocument {
  const { tables, classes, byClass, distances, retained, names } = analysis
  const rows = summarize(tables, classes, {
    retainedByClass: byClass,
    distances: distanceColumn(distances),
  })
  const skips = (node: number) => tables.kind[node] === SYNTHETIC || tables.size[node] === 0
  return {
    ...totalsOf(tables),
    classes: rows
      .slice(0, top)
      .map(({ key, ...row }) => ({ class: key.name, ...row, ...placeOf(key, names) })),
    duplicatedStrings: analysis.duplicates.flatMap(({ name, count, bytes }) => {
      const text = textOf(tables.strings, name)
      // V8 writes the first 1024 characters: whether longer texts are equal cannot be told.
      if (text.length >= LIMITS.writtenString) return []
      return [{ text: mask(text).slice(0, LIMITS.shownString), count, bytes }]
    }),
    detached: groupDetached(tables, analysis.detached, retained),
    biggest: biggestNodes(tables, retained, { count: BIGGEST, skips }).map((node) => ({
      class: classes.keys[classes.of[node] ?? 0]?.name ?? '',
      name: textOf(tables.strings, nameIndexOf(tables, node)).slice(0, LIMITS.shownString),
      id: tables.id[node] ?? 0,
      shallowBytes: sizeOf(tables, node),
      retainedBytes: retained[node] ?? 0,
    })),
  }
}

const SHOWN = 30
const FEW = 10
/** From here on a distance says that only the system holds the class. */
const SYSTEM = 100_000_000

export function summaryText(document: SummaryDocument, { stdout, put }: Screen): string {
  const table = (caption: string, titles: readonly string[], rows: readonly string[][]) =>
    rows.length === 0
      ? ''
      : renderTable({ kind: 'table', caption, columns: columns(titles), rows: [...rows] }, stdout)
  const hidden = document.classes.length - SHOWN
  const more = plural(
    hidden,
    say`1 more class; --format json has them all.`,
    say`${hidden} more classes; --format json has them all.`,
  )
  const [own, retained] = [put(say`own size`), put(say`retained`)]
  return [
    table(
      put(
        say`${formatBytes(document.bytes)} in ${document.nodes} nodes and ${document.edges} edges`,
      ),
      [put(say`class`), put(say`distance`), put(say`objects`), own, retained],
      classRows(document, put),
    ),
    table(
      put(say`Biggest objects`),
      [put(say`object`), 'id', own, retained],
      document.biggest.slice(0, FEW).map(objectRow),
    ),
    table(
      put(say`Duplicated strings`),
      [put(say`text`), put(say`times`), put(say`wasted`)],
      document.duplicatedStrings
        .slice(0, FEW)
        .map((row) => [JSON.stringify(row.text), String(row.count), formatBytes(row.bytes)]),
    ),
    table(
      put(say`Detached, yet held`),
      [put(say`name`), put(say`objects`), own, retained],
      document.detached
        .slice(0, FEW)
        .map(({ name, count, shallowBytes, retainedBytes }) => [
          name,
          String(count),
          formatBytes(shallowBytes),
          formatBytes(retainedBytes),
        ]),
    ),
    hidden > 0 ? `${put(more)}\n` : '',
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function classRows(document: SummaryDocument, put: Screen['put']): string[][] {
  return document.classes
    .slice(0, SHOWN)
    .map((row) => [
      className(row, put),
      row.distance >= SYSTEM || row.distance < 0 ? '-' : String(row.distance),
      String(row.count),
      formatBytes(row.shallowBytes),
      formatBytes(row.retainedBytes),
    ])
}

function objectRow(row: SummaryDocument['biggest'][number]): string[] {
  return [
    `${row.class} ${row.name === row.class ? '' : row.name}`.trim(),
    `@${row.id}`,
    formatBytes(row.shallowBytes),
    formatBytes(row.retainedBytes),
  ]
}
