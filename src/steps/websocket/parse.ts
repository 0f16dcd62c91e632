import { mask } from '../../core/mask.ts'
import type { Missing } from '../../core/evidence.ts'
import type { Parsed, ProbeInput } from '../../core/step.ts'
import type { WebsocketValues } from '../../core/websocket-values.ts'
import { readAnswer } from '../answer.ts'
import { readable, type Sections, wholeNumber } from '../sections.ts'
import { DEFAULT_INSPECTOR_PORT, inspectorPort } from './inspector-ports.ts'
import { LINE_CHARS, PATH_CHARS, SETTINGS } from './limits.ts'
import { readListening } from '../listening.ts'
import { say } from '../../core/say.ts'

/** What is missing when it is unknown where the service is installed; the judge then does not say `no library`. */
export const NO_MODULES = say`node_modules of the service`.text

/** Reads the answer of the websocket probe. Garbage becomes `none`; what is cut off is missing, the rest counts. */
export function parseWebsocket(text: string, input: ProbeInput): Parsed {
  const answer = readAnswer(text, input)
  if (!('table' in answer)) return answer
  const { sections, table } = answer
  const nodes = table.processes.filter((row) => row.isNode)
  const { sockets, connections, unreadable } = readListening(sections, 'listening')
  const inspectors = new Set(nodes.map((row) => inspectorPort(row, sockets)))
  // An inspector speaks HTTP and WebSocket too, but it is not the service.
  const ports = [...new Set(sockets.map((each) => each.port))].filter(
    (port) => !inspectors.has(port) && port !== DEFAULT_INSPECTOR_PORT,
  )
  const values: WebsocketValues = {
    kind: 'websocket',
    packages: packagesOf(sections),
    settings: settingsOf(sections),
    ports: ports.toSorted((a, b) => a - b),
    connections: ports.reduce((sum, port) => sum + (connections.get(port) ?? 0), 0),
    rssBytes: nodes.reduce((sum, row) => sum + row.rssBytes, 0),
  }
  const unseen = unreadable > 0 && sockets.length === 0
  return { values, missing: [...answer.missing, ...missingOf(sections, unseen)] }
}

function packagesOf(sections: Sections): WebsocketValues['packages'] {
  return sections.lines('packages').flatMap((line) => {
    const [name, version, path] = line.split('\t')
    if (name === undefined || version === undefined || path === undefined) return []
    if (!PACKAGE_NAMES.has(name) || !/^\d{1,6}\.\d{1,6}\.\d{1,6}/.test(version)) return []
    return [{ name, version: readable(version, 40), path: readable(path, PATH_CHARS) }]
  })
}

const PACKAGE_NAMES = new Set(['socket.io', 'engine.io', 'ws'])

/** `PATH:LINE:TEXT`, as grep -Hno prints it; a commented line sets nothing. */
function settingsOf(sections: Sections): WebsocketValues['settings'] {
  const settings: WebsocketValues['settings'] = []
  for (const line of sections.lines('settings').slice(0, SETTINGS)) {
    const match = /^(.{1,4096}?):(\d{1,9}):(.*)$/s.exec(line)
    if (match === null || wholeNumber(match[2]) === null) continue
    const text = readable(mask(match[3] ?? ''), LINE_CHARS)
    if (/^(?:\/\/|\*|\/\*|#)/.test(text) || !/perMessageDeflate['"]?\s*[:=,}]/.test(text)) continue
    settings.push({ path: readable(`${match[1]}:${match[2]}`, PATH_CHARS), line: text })
  }
  return settings
}

function missingOf(sections: Sections, unseen: boolean): Missing[] {
  const missing: Missing[] = []
  if (unseen) {
    missing.push({
      what: say`listening ports of the service`.text,
      reason: 'permission-denied',
      hint: say`Connect as the service’s user or root, or name the port under \`websocket\` in services.yml.`
        .text,
    })
  }
  if (sections.lines('modules').length === 0) {
    const folders = sections.lines('folders').length
    missing.push({
      what: NO_MODULES,
      reason: folders === 0 && unseen ? 'permission-denied' : 'not-found',
      hint: say`Name the folder where the service is installed under \`dir\` in services.yml.`.text,
    })
  }
  return missing
}
