import type { WebsocketValues } from '../../core/websocket-values.ts'

type Package = WebsocketValues['packages'][number]

/** Whether a server of this version negotiates permessage-deflate when nothing sets it, and which package says so. */
export type DeflateDefault = { readonly package: Package; readonly on: boolean }

/**
 * The first version of each that has it off by default; measured by handshakes with engine.io 3.4.2, 3.5.0,
 * 3.6.2, 4.0.6, 6.6.12, socket.io 2.3.0 to 4.8.4 and ws 1.1.5, 2.3.1, 3.0.0, 7 and 8. engine.io hands its
 * own setting to ws, and socket.io takes engine.io's: the innermost that is installed decides.
 */
const OFF_SINCE: readonly (readonly [string, number, number])[] = [
  ['engine.io', 3, 5],
  ['socket.io', 2, 4],
  ['ws', 3, 0],
]

/** What the installed versions do by default. Of several copies of a package one that has it on counts. */
export function deflateByDefault(packages: readonly Package[]): DeflateDefault | null {
  for (const [name, major, minor] of OFF_SINCE) {
    const copies = packages.filter((each) => each.name === name)
    const on = copies.find((each) => isBefore(each.version, major, minor))
    const decisive = on ?? copies[0]
    if (decisive !== undefined) return { package: decisive, on: on !== undefined }
  }
  return null
}

function isBefore(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number)
  return first < major || (first === major && second < minor)
}

/** What lines of the service's own source say: on, off, or both or neither (null). */
export function deflateBySource(settings: WebsocketValues['settings']): boolean | null {
  const off = settings.some(({ line }) =>
    /perMessageDeflate['"]?\s*[:=]\s*(?:false|null|0)\b/.test(line),
  )
  const on = settings.some(({ line }) => /perMessageDeflate['"]?\s*[:=]\s*(?:true\b|\{)/.test(line))
  return on === off ? null : on
}
