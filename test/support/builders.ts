import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readRunbook } from '../../src/config/read-runbook.ts'
import type { Event, EventOf } from '../../src/core/event.ts'
import type { Evidence } from '../../src/core/evidence.ts'
import type { Finding } from '../../src/core/finding.ts'
import { StepName } from '../../src/core/names.ts'
import type { Runbook } from '../../src/core/runbook.ts'
import type { Service } from '../../src/core/service.ts'
import { fold, type State } from '../../src/core/state.ts'
import type { Cgroup, LoadValues, ProcessRow, TopValues, Values } from '../../src/core/values.ts'
import type { CpuinfoValues } from '../../src/core/cpuinfo-values.ts'
import type { LogsValues } from '../../src/core/logs-values.ts'
import type { HandshakeValues } from '../../src/core/websocket-values.ts'

export const MiB = 1024 ** 2
export const GiB = 1024 ** 3
export const AT = '2026-11-23T20:00:00.000Z'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export function theRunbook(): Runbook {
  return readRunbook('memory', { runbooks: path.join(ROOT, 'runbooks'), cwd: ROOT })
}

export function aService(change: Partial<Service> = {}): Service {
  return {
    name: 'checkout',
    targets: [{ kind: 'local', name: 'web-1' }],
    process: 'checkout',
    memoryLimitBytes: 2 * GiB,
    ...change,
  }
}

export function anOpening(change: Partial<EventOf<'opened'>> = {}): EventOf<'opened'> {
  return {
    kind: 'opened',
    version: 1,
    at: AT,
    id: 'abc123defg',
    service: aService(),
    runbook: theRunbook(),
    startedBy: 'terminal:alice',
    ...change,
  }
}

export function aState(events: readonly Event[] = [], opening = anOpening()): State {
  return fold([opening, ...events])
}

export function aCgroup(change: Partial<Cgroup> = {}): Cgroup {
  return {
    version: 1,
    memoryLimitBytes: null,
    memoryUsageBytes: null,
    cpuQuota: null,
    anonBytes: null,
    fileBytes: null,
    shmemBytes: null,
    kernelBytes: null,
    oomKills: null,
    foreignProcesses: null,
    ...change,
  }
}

export function aRow(change: Partial<ProcessRow> = {}): ProcessRow {
  return {
    pid: 100,
    ppid: 1,
    uid: 1000,
    command: '/app/checkout.js: worker process',
    role: 'worker',
    isNode: true,
    uptimeSeconds: 3600,
    rssBytes: 60 * MiB,
    sharedRssBytes: 42 * MiB,
    anonBytes: 18 * MiB,
    pssBytes: null,
    privateBytes: 18 * MiB,
    swapBytes: 0,
    ...change,
  }
}

/** One master and so many workers that are all alike. */
export function aCluster(workers: number, worker: Partial<ProcessRow> = {}): ProcessRow[] {
  return [
    aRow({
      pid: 99,
      role: 'master',
      command: '/app/checkout.js: master process',
      ...withoutRole(worker),
    }),
    ...Array.from({ length: workers }, (_, index) =>
      aRow({ pid: 100 + index, ppid: 99, ...worker }),
    ),
  ]
}

function withoutRole(row: Partial<ProcessRow>): Partial<ProcessRow> {
  const rest = { ...row }
  delete rest.role
  delete rest.pid
  delete rest.command
  return rest
}

export function someTop(change: Partial<TopValues> = {}): TopValues {
  return {
    kind: 'top',
    manager: 'cluster',
    managerEvidence: 'children of the same script',
    processes: aCluster(2),
    others: [],
    othersRssBytes: 0,
    hostMemoryBytes: 16 * GiB,
    cgroup: aCgroup(),
    maxOldSpaceSumBytes: null,
    os: { name: 'debian 12', kernel: 'Linux 6.1' },
    ...change,
  }
}

export function someLoad(change: Partial<LoadValues> = {}): LoadValues {
  return {
    kind: 'load',
    os: { name: 'debian 12', kernel: 'Linux 6.1' },
    cgroup: aCgroup(),
    hostMemoryBytes: 16 * GiB,
    hostAvailableBytes: 8 * GiB,
    loadAverage1: 0.2,
    hostCpuRatio: 0.05,
    serviceCpus: 0.02,
    sampleSeconds: 1,
    ports: [],
    connections: 3,
    memoryPressureRatio: null,
    ...change,
  }
}

export function someLogs(change: Partial<LogsValues> = {}): LogsValues {
  return {
    kind: 'logs',
    workers: 2,
    files: [],
    startup: [],
    periodic: [],
    memoryLines: [],
    nodeAgent: null,
    backlogBytes: null,
    ...change,
  }
}

/** A handshake that was upgraded without compression. */
export function someHandshake(change: Partial<HandshakeValues> = {}): HandshakeValues {
  return {
    kind: 'handshake',
    port: 8080,
    path: '/socket.io/',
    outcome: 'upgraded',
    status: 101,
    deflate: false,
    ...change,
  }
}

export function someCpuinfo(change: Partial<CpuinfoValues> = {}): CpuinfoValues {
  return {
    kind: 'cpuinfo',
    logical: 48,
    physicalCores: 24,
    sockets: 2,
    allowed: 48,
    quota: null,
    usable: 48,
    nodeVersion: 'v14.21.3',
    osCpus: 48,
    availableParallelism: null,
    workers: 48,
    rules: [],
    ...change,
  }
}

function stepOf(kind: Values['kind']): StepName {
  if (kind === 'none') return 'top'
  if (kind === 'handshake') return 'websocket'
  if (kind === 'trend') return 'load'
  const step = StepName.safeParse(kind)
  return step.success ? step.data : 'snapshot'
}

export function someEvidence(values: Values, change: Partial<Evidence> = {}): Evidence {
  const step = stepOf(values.kind)
  const node = change.node ?? 'web-1'
  return {
    id: `${step}/${node}`,
    step,
    node,
    command: 'true',
    exitCode: 0,
    durationMs: 12,
    at: AT,
    values,
    output: { text: '', truncated: false },
    missing: [],
    ...change,
  }
}

export function aFinding(change: Partial<Finding> = {}): Finding {
  return {
    id: 'top.worker-count/web-1',
    step: 'top',
    node: 'web-1',
    cause: 'overforked-workers',
    speaks: 'for',
    strength: 'strong',
    text: '48 workers.',
    evidence: ['top/web-1'],
    ...change,
  }
}

export function evidenceEvent(evidence: Evidence): Event {
  return { kind: 'evidence', version: 1, at: AT, evidence }
}

export function doneEvent(step: Finding['step'], findings: Finding[] = []): Event {
  return { kind: 'step-done', version: 1, at: AT, step, state: 'done', findings }
}
