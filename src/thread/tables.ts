import { formatBytes } from '../core/bytes.ts'
import type { Evidence } from '../core/evidence.ts'
import type { Values } from '../core/values.ts'
import { listed, say, SILENCE, type Wording } from '../core/say.ts'
import type { DraftPart } from './draft.ts'
import { fromText } from '../words/from-text.ts'
import { comparisonParts, figuresParts, processParts, profileParts } from './heap-tables.ts'
import { topParts } from './top-table.ts'

type Of<Kind extends Values['kind']> = Extract<Values, { kind: Kind }>

/** What one piece of evidence measured, as tables. */
export function evidenceParts(evidence: Evidence, severalNodes: boolean): DraftPart[] {
  const where = severalNodes ? say` on ${evidence.node}` : SILENCE
  const { values } = evidence
  switch (values.kind) {
    case 'load':
      return [loadTable(values, where)]
    case 'snapshot':
      return []
    case 'inspector':
      return [inspectorTable(values, where)]
    case 'websocket':
      return websocketTables(values, where)
    case 'handshake':
      return [{ kind: 'small', text: handshakeText(values, where) }]
    case 'logs':
      return logTables(values, where)
    case 'top':
      return topParts(values, where)
    case 'cpuinfo':
      return cpuinfoTables(values, where)
    case 'heap-process':
      return processParts(values, where)
    case 'heap-figures':
      return figuresParts(values, where)
    case 'heap-profile':
      return profileParts(values, where)
    case 'heap-comparison':
      return comparisonParts(values, where)
    case 'trend':
      return []
    case 'none':
      return [{ kind: 'text', text: say`The answer${where} could not be read.` }]
  }
}

/** A table of names and figures. */
function figures(
  caption: Wording,
  rows: readonly (readonly [Wording, Wording | null])[],
): DraftPart {
  return {
    kind: 'table',
    caption,
    columns: [
      { title: say`what`, align: 'left' },
      { title: say`value`, align: 'right' },
    ],
    rows: rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  }
}

function loadTable(values: Of<'load'>, where: Wording): DraftPart {
  const { cgroup } = values
  return figures(say`Load${where}`, [
    [say`CPUs in use by the service`, values.serviceCpus?.toFixed(2) ?? null],
    [say`CPU of the host in use`, ratio(values.hostCpuRatio)],
    [say`load average, 1 min`, values.loadAverage1?.toFixed(2) ?? null],
    [say`established connections`, String(values.connections)],
    [say`requests a second`, values.requestsPerSecond?.toFixed(1) ?? null],
    ...cgroupFigures(cgroup),
    [say`host's memory`, formatBytes(values.hostMemoryBytes)],
    [say`of it available`, bytes(values.hostAvailableBytes)],
    [say`time waited for memory`, ratio(values.memoryPressureRatio)],
  ])
}

/** Without a limit the cgroup is not the service's own, and its usage would only mislead. */
function cgroupFigures(cgroup: Of<'load'>['cgroup']): (readonly [Wording, Wording | null])[] {
  if (cgroup.memoryLimitBytes === null) return [[say`cgroup memory limit`, say`none`]]
  return [
    [say`cgroup v${cgroup.version ?? '?'} memory`, bytes(cgroup.memoryUsageBytes)],
    [say`cgroup memory limit`, bytes(cgroup.memoryLimitBytes)],
    [say`of it anonymous`, bytes(cgroup.anonBytes)],
    [say`of it page cache`, bytes(cgroup.fileBytes)],
    [say`out-of-memory kills`, cgroup.oomKills === null ? null : String(cgroup.oomKills)],
  ]
}

function inspectorTable(values: Of<'inspector'>, where: Wording): DraftPart {
  return figures(
    say`process.memoryUsage() of pid ${values.pid}${where}, Node.js ${values.nodeVersion}`,
    [
      ['rss', formatBytes(values.rssBytes)],
      ['heapUsed', formatBytes(values.heapUsedBytes)],
      ['heapTotal', formatBytes(values.heapTotalBytes)],
      ['external', formatBytes(values.externalBytes)],
      ['arrayBuffers', formatBytes(values.arrayBuffersBytes)],
      [say`heap size limit`, formatBytes(values.heapLimitBytes)],
    ],
  )
}

function websocketTables(values: Of<'websocket'>, where: Wording): DraftPart[] {
  const parts: DraftPart[] = []
  if (values.packages.length > 0) {
    parts.push({
      kind: 'table',
      caption: say`WebSocket packages${where}`,
      columns: [
        { title: say`package`, align: 'left' },
        { title: say`version`, align: 'left' },
        { title: say`found in`, align: 'left' },
      ],
      rows: values.packages.map((each) => [each.name, each.version, each.path]),
    })
  }
  if (values.settings.length > 0) {
    parts.push({ kind: 'list', items: values.settings.map((each) => `${each.path}: ${each.line}`) })
  }
  return parts
}

function handshakeText(values: Of<'handshake'>, where: Wording): Wording {
  const asked = say`Handshake on port ${values.port}, ${values.path}${where}`
  switch (values.outcome) {
    case 'upgraded':
      return values.deflate === true
        ? say`${asked}: upgraded, permessage-deflate negotiated.`
        : say`${asked}: upgraded, permessage-deflate not negotiated.`
    case 'http-refused':
      return say`${asked}: answered ${values.status ?? '?'} and did not upgrade.`
    case 'not-http':
      return say`${asked}: does not speak HTTP.`
    case 'closed':
      return say`${asked}: closed without an answer.`
    case 'timed-out':
      return say`${asked}: no answer in time.`
  }
}

function logTables(values: Of<'logs'>, where: Wording): DraftPart[] {
  const parts: DraftPart[] = []
  const groups = [
    ...values.startup.map((line) => [say`start-up`, line] as const),
    ...values.periodic.map((line) => [say`periodic`, line] as const),
  ]
  if (groups.length > 0) {
    parts.push({
      kind: 'table',
      caption: say`Equal lines${where}, ${values.workers} workers`,
      columns: [
        { title: say`times`, align: 'right' },
        { title: say`pids`, align: 'right' },
        { title: say`when`, align: 'left' },
        { title: say`line`, align: 'left' },
      ],
      rows: groups.map(([when, line]) => [
        String(line.count),
        line.pids === null ? '-' : String(line.pids),
        when,
        line.text,
      ]),
    })
  }
  if (values.memoryLines.length > 0) {
    parts.push({
      kind: 'list',
      items: values.memoryLines.map(
        (each) =>
          say`${each.count} x ${each.when?.age === 'old' ? say`(old) ` : SILENCE}${each.text}`,
      ),
    })
  }
  if (values.files.length > 0) {
    parts.push({
      kind: 'small',
      text: say`Read: ${listed(values.files.map((file) => say`${file.path} (${formatBytes(file.readBytes)} of ${formatBytes(file.sizeBytes)})`))}`,
    })
  }
  return parts
}

function cpuinfoTables(values: Of<'cpuinfo'>, where: Wording): DraftPart[] {
  return [
    figures(
      values.nodeVersion === null
        ? say`CPUs${where}`
        : say`CPUs${where}, Node.js ${values.nodeVersion}`,
      [
        [say`physical ids (sockets)`, count(values.sockets)],
        [say`cpu cores`, count(values.physicalCores)],
        [say`processors (logical CPUs)`, String(values.logical)],
        [say`allowed by affinity`, String(values.allowed)],
        [say`allowed by quota`, values.quota === null ? say`no quota` : String(values.quota)],
        ['os.cpus().length', String(values.osCpus)],
        ['os.availableParallelism()', count(values.availableParallelism)],
        [say`workers`, String(values.workers)],
      ],
    ),
    ...ruleTable(values, where),
  ]
}

function ruleTable(values: Of<'cpuinfo'>, where: Wording): DraftPart[] {
  if (values.rules.length === 0) return []
  return [
    {
      kind: 'table',
      caption: say`What could have set the count of ${values.workers} workers${where}`,
      columns: [
        { title: say`rule`, align: 'left' },
        { title: say`workers`, align: 'right' },
        { title: say`matches`, align: 'left' },
        { title: say`arithmetic`, align: 'left' },
      ],
      rows: values.rules.map((each) => [
        fromText(each.rule),
        String(each.workers),
        say`${each.matches ? say`yes` : say`no`}${each.stated ? say`, stated` : SILENCE}`,
        fromText(each.arithmetic),
      ]),
    },
  ]
}

function bytes(value: number | null): string | null {
  return value === null ? null : formatBytes(value)
}

function count(value: number | null): Wording {
  return value === null ? say`not told` : String(value)
}

function ratio(value: number | null): string | null {
  return value === null ? null : `${Math.round(value * 100)} %`
}
