import type { Evidence } from '../../../src/core/evidence.ts'
import type { StepName } from '../../../src/core/names.ts'
import type { JudgeInput } from '../../../src/core/step.ts'
import type { Cgroup, LoadValues, ProcessRow, TopValues, Values } from '../../../src/core/values.ts'
import type { CpuinfoValues } from '../../../src/core/cpuinfo-values.ts'
import type { LogsValues } from '../../../src/core/logs-values.ts'
import { aProbeInput, thresholds } from './run-probe.ts'

export const MiB = 1_048_576
export const GiB = 1_073_741_824

export function aCgroup(over: Partial<Cgroup> = {}): Cgroup {
  return {
    version: 2,
    memoryLimitBytes: null,
    memoryUsageBytes: null,
    cpuQuota: null,
    anonBytes: null,
    fileBytes: null,
    shmemBytes: null,
    kernelBytes: null,
    oomKills: null,
    foreignProcesses: null,
    ...over,
  }
}

export function aLoad(over: Partial<LoadValues> = {}): LoadValues {
  return {
    kind: 'load',
    os: { name: 'debian 12', kernel: '6.1.0' },
    cgroup: aCgroup(),
    hostMemoryBytes: 16 * GiB,
    hostAvailableBytes: 12 * GiB,
    loadAverage1: 0.1,
    hostCpuRatio: 0.02,
    serviceCpus: 0.02,
    usableCpus: 2,
    sampleSeconds: 1,
    ports: [],
    connections: 3,
    memoryPressureRatio: null,
    ...over,
  }
}

export function aRow(over: Partial<ProcessRow> = {}): ProcessRow {
  return {
    pid: 10,
    ppid: 1,
    uid: 1000,
    command: '/srv/app.js: worker process',
    role: 'worker',
    isNode: true,
    uptimeSeconds: 60,
    rssBytes: 37 * MiB,
    sharedRssBytes: 14 * MiB,
    anonBytes: null,
    pssBytes: null,
    privateBytes: null,
    swapBytes: null,
    ...over,
  }
}

export function workers(count: number, over: Partial<ProcessRow> = {}): ProcessRow[] {
  return Array.from({ length: count }, (_, index) => aRow({ pid: 100 + index, ppid: 10, ...over }))
}

export function aTop(over: Partial<TopValues> = {}): TopValues {
  return {
    kind: 'top',
    manager: 'node-agent',
    managerEvidence: 'titles',
    processes: workers(2),
    others: [],
    othersRssBytes: 0,
    hostMemoryBytes: 16 * GiB,
    cgroup: aCgroup(),
    maxOldSpaceSumBytes: null,
    os: { name: 'debian 12', kernel: '6.1.0' },
    ...over,
  }
}

export function aLogs(over: Partial<LogsValues> = {}): LogsValues {
  return {
    kind: 'logs',
    workers: 2,
    files: [],
    startup: [],
    periodic: [],
    memoryLines: [],
    nodeAgent: null,
    backlogBytes: null,
    ...over,
  }
}

export function aCpuinfo(over: Partial<CpuinfoValues> = {}): CpuinfoValues {
  return {
    kind: 'cpuinfo',
    logical: 48,
    physicalCores: 24,
    sockets: 2,
    allowed: 48,
    quota: 2,
    usable: 2,
    nodeVersion: 'v20.20.2',
    osCpus: 48,
    availableParallelism: 48,
    workers: 48,
    rules: [],
    ...over,
  }
}

export function aJudgeInput(
  values: readonly Values[],
  service: { memoryLimitBytes?: number; process?: string } = {},
): JudgeInput {
  return {
    node: 'web-1',
    service: { ...aProbeInput().service, ...service },
    thresholds,
    evidence: values.map(evidenceOf),
  }
}

function evidenceOf(values: Values): Evidence {
  const step: StepName =
    values.kind === 'load' || values.kind === 'logs' || values.kind === 'cpuinfo'
      ? values.kind
      : 'top'
  return {
    id: `${step}/web-1`,
    step,
    node: 'web-1',
    command: 'sh',
    exitCode: 0,
    durationMs: 100,
    at: '2026-11-24T00:00:00.000Z',
    values,
    output: { text: '', truncated: false },
    missing: [],
  }
}
