import { formatBytes } from '../core/bytes.ts'
import { sum } from '../core/sizing.ts'
import type { ProcessRow, TopValues } from '../core/values.ts'
import { say, SILENCE, type Wording } from '../core/say.ts'
import { fromText } from '../words/from-text.ts'
import type { DraftPart } from './draft.ts'

/** From this many processes with the same title on, they stand in one line: 48 workers read like one. */
const ALIKE = 4

/** Lines of a table; more processes than that are counted in the caption. */
const ROWS = 40

/** The table a person expects of `top`, largest first, with processes that are alike in one line. */
export function topParts(values: TopValues, where: Wording): DraftPart[] {
  const groups = grouped(values.processes)
  const left = groups.length > ROWS ? say`, the largest ${ROWS} of ${groups.length} lines` : SILENCE
  return [
    {
      kind: 'table',
      caption: say`Processes of the service${where}: ${values.processes.length}, manager: ${values.manager}${left}`,
      columns: [
        { title: 'PID', align: 'right' },
        { title: 'RES', align: 'right' },
        { title: 'SHR', align: 'right' },
        { title: 'PSS', align: 'right' },
        { title: say`private`, align: 'right' },
        { title: 'COMMAND', align: 'left' },
      ],
      rows: groups.slice(0, ROWS).map(toRow),
    },
    { kind: 'small', text: say`Manager ${values.manager}: ${fromText(values.managerEvidence)}.` },
    ...othersPart(values, where),
  ]
}

function othersPart(values: TopValues, where: Wording): DraftPart[] {
  const [largest] = values.others
  if (largest === undefined) return []
  return [
    {
      kind: 'small',
      text: say`Other processes${where}: ${othersText(values)}, the largest is ${largest.command} (${formatBytes(largest.rssBytes)} RES).`,
    },
  ]
}

/** Anonymous memory where the kernel tells it: RES counts shared pages once a process. */
function othersText(values: TopValues): Wording {
  const anon = values.othersAnonBytes ?? null
  return anon === null
    ? say`${formatBytes(values.othersRssBytes)} RES together`
    : say`${formatBytes(anon)} of anonymous memory together`
}

function grouped(rows: readonly ProcessRow[]): ProcessRow[][] {
  const byTitle = new Map<string, ProcessRow[]>()
  for (const row of rows) {
    const key = `${row.role} ${row.command}`
    byTitle.set(key, [...(byTitle.get(key) ?? []), row])
  }
  return [...byTitle.values()]
    .flatMap((group) => (group.length >= ALIKE ? [group] : group.map((row) => [row])))
    .toSorted((left, right) => total(right) - total(left))
}

function total(rows: readonly ProcessRow[]): number {
  return sum(rows.map((row) => row.rssBytes))
}

function toRow(group: readonly ProcessRow[]): string[] {
  const [first] = group
  const pid = group.length === 1 ? String(first?.pid ?? '') : `${group.length} x`
  return [
    pid,
    range(group.map((row) => row.rssBytes)),
    range(group.map((row) => row.sharedRssBytes)),
    range(group.map((row) => row.pssBytes)),
    range(group.map((row) => row.privateBytes ?? row.anonBytes)),
    first?.command ?? '',
  ]
}

function range(sizes: readonly (number | null)[]): string {
  const known = sizes.filter((size) => size !== null)
  if (known.length === 0) return '-'
  const least = formatBytes(Math.min(...known))
  const most = formatBytes(Math.max(...known))
  if (least === most) return most
  const [figure, unit] = least.split(' ')
  return most.endsWith(` ${unit}`) ? `${figure}-${most}` : `${least}-${most}`
}
