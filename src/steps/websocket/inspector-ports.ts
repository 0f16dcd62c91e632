import type { TableRow } from '../process-table.ts'
import { scriptOf } from '../process-tree.ts'
import type { Listening } from '../listening.ts'

/** The port an inspector listens on unless it is told another: nodejs.org/api/cli.html. */
export const DEFAULT_INSPECTOR_PORT = 9229

/**
 * The port on which the inspector of a process is open: the one its command line names; without one the
 * default, where SIGUSR1 opens it on loopback; where it asked for any free port, the first loopback port it
 * opened. Null when none of its sockets fits.
 */
export function inspectorPort(row: TableRow, sockets: readonly Listening[]): number | null {
  const own = sockets.filter((each) => each.pid === row.pid)
  const asked = askedPort(runtimeOptions(row))
  if (asked === null) {
    return own.find((each) => each.loopback && each.port === DEFAULT_INSPECTOR_PORT)?.port ?? null
  }
  const found =
    asked === 'any' ? own.find((each) => each.loopback) : own.find((each) => each.port === asked)
  return found?.port ?? null
}

/** The options of Node.js itself: those before the script. None where a title stands for the command line. */
export function runtimeOptions(row: TableRow): readonly string[] {
  const script = scriptOf(row)
  const end = script === null ? -1 : row.args.indexOf(script, 1)
  return row.args.slice(1, end === -1 ? undefined : end)
}

const INSPECT = /^--(inspect(?:-brk|-wait|-port)?|debug-port)(?:=(.*))?$/

/** The last `--inspect...=[HOST:]PORT`; port 0 asks for any. */
function askedPort(options: readonly string[]): number | 'any' | null {
  let asked: number | 'any' | null = null
  for (const option of options) {
    const match = INSPECT.exec(option)
    if (match === null) continue
    const port = Number(/(?:^|:)(\d{1,5})$/.exec(match[2] ?? '')?.[1] ?? DEFAULT_INSPECTOR_PORT)
    if (port > 0 && port <= 65_535) asked = port
    // --inspect-port alone opens nothing: with 0 no socket can be told to be the inspector's.
    else if (port === 0 && !match[1]?.endsWith('-port')) asked = 'any'
  }
  return asked
}
