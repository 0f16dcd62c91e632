import { formatBytes } from '../core/bytes.ts'
import type { Evidence } from '../core/evidence.ts'
import type { Part } from '../core/post.ts'
import type { Values } from '../core/values.ts'
import { comparisonParts, figuresParts, processParts, profileParts } from './heap-tables.ts'
import { topParts } from './top-table.ts'

type Of<Kind extends Values['kind']> = Extract<Values, { kind: Kind }>

/** What one piece of evidence measured, as tables. */
export function evidenceParts(evidence: Evidence, severalNodes: boolean): Part[] {
  const where = severalNodes ? ` on ${evidence.node}` : ''
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
      return [{ kind: 'text', text: `The answer${where} could not be read.` }]
  }
}

/** A table of names and figures. */
function figures(caption: string, rows: readonly (readonly [string, string | null])[]): Part {
  return {
    kind: 'table',
    caption,
    columns: [
      { title: 'what', align: 'left' },
      { title: 'value', align: 'right' },
    ],
    rows: rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  }
}

function loadTable(values: Of<'load'>, where: string): Part {
  const { cgroup } = values
  return figures(`Load${where}`, [
    ['CPUs in use by the service', values.serviceCpus?.toFixed(2) ?? null],
    ['CPU of the host in use', ratio(values.hostCpuRatio)],
    ['load average, 1 min', values.loadAverage1?.toFixed(2) ?? null],
    ['established connections', String(values.connections)],
    ...cgroupFigures(cgroup),
    ["host's memory", formatBytes(values.hostMemoryBytes)],
    ['of it available', bytes(values.hostAvailableBytes)],
    ['time waited for memory', ratio(values.memoryPressureRatio)],
  ])
}

/** Without a limit the cgroup is not the service's own, and its usage would only mislead. */
function cgroupFigures(cgroup: Of<'load'>['cgroup']): (readonly [string, string | null])[] {
  if (cgroup.memoryLimitBytes === null) return [['cgroup memory limit', 'none']]
  return [
    [`cgroup v${cgroup.version ?? '?'} memory`, bytes(cgroup.memoryUsageBytes)],
    ['cgroup memory limit', bytes(cgroup.memoryLimitBytes)],
    ['of it anonymous', bytes(cgroup.anonBytes)],
    ['of it page cache', bytes(cgroup.fileBytes)],
    ['out-of-memory kills', cgroup.oomKills === null ? null : String(cgroup.oomKills)],
  ]
}

function inspectorTable(values: Of<'inspector'>, where: string): Part {
  return figures(
    `process.memoryUsage() of pid ${values.pid}${where}, Node.js ${values.nodeVersion}`,
    [
      ['rss', formatBytes(values.rssBytes)],
      ['heapUsed', formatBytes(values.heapUsedBytes)],
      ['heapTotal', formatBytes(values.heapTotalBytes)],
      ['external', formatBytes(values.externalBytes)],
      ['arrayBuffers', formatBytes(values.arrayBuffersBytes)],
      ['heap size limit', formatBytes(values.heapLimitBytes)],
    ],
  )
}

function websocketTables(values: Of<'websocket'>, where: string): Part[] {
  const parts: Part[] = []
  if (values.packages.length > 0) {
    parts.push({
      kind: 'table',
      caption: `WebSocket packages${where}`,
      columns: [
        { title: 'package', align: 'left' },
        { title: 'version', align: 'left' },
        { title: 'found in', align: 'left' },
      ],
      rows: values.packages.map((each) => [each.name, each.version, each.path]),
    })
  }
  if (values.settings.length > 0) {
    parts.push({ kind: 'list', items: values.settings.map((each) => `${each.path}: ${each.line}`) })
  }
  return parts
}

function handshakeText(values: Of<'handshake'>, where: string): string {
  const asked = `Handshake on port ${values.port}, ${values.path}${where}`
  switch (values.outcome) {
    case 'upgraded':
      return `${asked}: upgraded, permessage-deflate ${values.deflate === true ? 'negotiated' : 'not negotiated'}.`
    case 'http-refused':
      return `${asked}: answered ${values.status ?? '?'} and did not upgrade.`
    case 'not-http':
      return `${asked}: does not speak HTTP.`
    case 'closed':
      return `${asked}: closed without an answer.`
    case 'timed-out':
      return `${asked}: no answer in time.`
  }
}

function logTables(values: Of<'logs'>, where: string): Part[] {
  const parts: Part[] = []
  const groups = [
    ...values.startup.map((line) => ['start-up', line] as const),
    ...values.periodic.map((line) => ['periodic', line] as const),
  ]
  if (groups.length > 0) {
    parts.push({
      kind: 'table',
      caption: `Equal lines${where}, ${values.workers} workers`,
      columns: [
        { title: 'times', align: 'right' },
        { title: 'pids', align: 'right' },
        { title: 'when', align: 'left' },
        { title: 'line', align: 'left' },
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
        (each) => `${each.count} x ${each.when?.age === 'old' ? '(old) ' : ''}${each.text}`,
      ),
    })
  }
  if (values.files.length > 0) {
    parts.push({
      kind: 'small',
      text: `Read: ${values.files.map((file) => `${file.path} (${formatBytes(file.readBytes)} of ${formatBytes(file.sizeBytes)})`).join(', ')}`,
    })
  }
  return parts
}

function cpuinfoTables(values: Of<'cpuinfo'>, where: string): Part[] {
  return [
    figures(`CPUs${where}${values.nodeVersion === null ? '' : `, Node.js ${values.nodeVersion}`}`, [
      ['physical ids (sockets)', count(values.sockets)],
      ['cpu cores', count(values.physicalCores)],
      ['processors (logical CPUs)', String(values.logical)],
      ['allowed by affinity', String(values.allowed)],
      ['allowed by quota', values.quota === null ? 'no quota' : String(values.quota)],
      ['os.cpus().length', String(values.osCpus)],
      ['os.availableParallelism()', count(values.availableParallelism)],
      ['workers', String(values.workers)],
    ]),
    ...ruleTable(values, where),
  ]
}

function ruleTable(values: Of<'cpuinfo'>, where: string): Part[] {
  if (values.rules.length === 0) return []
  return [
    {
      kind: 'table',
      caption: `What could have set the count of ${values.workers} workers${where}`,
      columns: [
        { title: 'rule', align: 'left' },
        { title: 'workers', align: 'right' },
        { title: 'matches', align: 'left' },
        { title: 'arithmetic', align: 'left' },
      ],
      rows: values.rules.map((each) => [
        each.rule,
        String(each.workers),
        `${each.matches ? 'yes' : 'no'}${each.stated ? ', stated' : ''}`,
        each.arithmetic,
      ]),
    },
  ]
}

function bytes(value: number | null): string | null {
  return value === null ? null : formatBytes(value)
}

function count(value: number | null): string {
  return value === null ? 'not told' : String(value)
}

function ratio(value: number | null): string | null {
  return value === null ? null : `${Math.round(value * 100)} %`
}
