import type { Evidence } from './evidence.ts'
import type { ProcessManager } from './names.ts'
import { nodeAccount } from './node-account.ts'
import type { NodeReport } from './node-report.ts'
import { reading } from './readings.ts'
import { sum } from './sizing.ts'
import type { State } from './state.ts'

/** What the evidence so far tells of a node. A pure view: it may be asked at any time of an investigation. */
export function nodeReport(state: State, node: string): NodeReport {
  const { evidence, service } = state
  const top = reading(evidence, node, 'top')
  const load = reading(evidence, node, 'load')
  const cpuinfo = reading(evidence, node, 'cpuinfo')
  const { account, limitSource, usageBytes } = nodeAccount(node, service, evidence)
  const failure = state.failures.findLast((each) => each.node === node)
  const reachable = evidence.some((each) => each.node === node)
  const os = (top ?? load)?.values.os
  const cgroup = (top ?? load)?.values.cgroup
  const rows = top?.values.processes ?? []
  return {
    name: node,
    reachable,
    ...(failure === undefined ? {} : { error: failure.message }),
    os:
      os === undefined
        ? null
        : [os.name, os.kernel].filter((each) => each !== null).join(', ') || null,
    node: versionOf(evidence, node),
    limitBytes: account.limitBytes,
    limitSource,
    usageBytes,
    cgroup: {
      version: cgroup?.version ?? null,
      memoryLimitBytes: cgroup?.memoryLimitBytes ?? null,
      memoryUsageBytes: cgroup?.memoryUsageBytes ?? null,
      cpuQuota: cgroup?.cpuQuota ?? null,
    },
    cpus: {
      logical: cpuinfo?.values.logical ?? null,
      physicalCores: cpuinfo?.values.physicalCores ?? null,
      sockets: cpuinfo?.values.sockets ?? null,
      allowed: cpuinfo?.values.allowed ?? null,
      quota: cpuinfo?.values.quota ?? null,
    },
    processes: {
      count: rows.length,
      workers: rows.filter((row) => row.role === 'worker').length,
      manager: managerOf(evidence, node),
      rssBytes: sum(rows.map((row) => row.rssBytes)),
      pssBytes: sumKnown(rows.map((row) => row.pssBytes)),
      privateBytes: sumKnown(rows.map((row) => row.privateBytes)),
    },
    account,
  }
}

/** The process manager: its own log lines prove node-agent where the process table alone could not. */
export function managerOf(evidence: readonly Evidence[], node: string): ProcessManager {
  if (reading(evidence, node, 'logs')?.values.nodeAgent) return 'node-agent'
  return reading(evidence, node, 'top')?.values.manager ?? 'none'
}

function versionOf(evidence: readonly Evidence[], node: string): { version: string } | null {
  const version =
    reading(evidence, node, 'inspector')?.values.nodeVersion ??
    reading(evidence, node, 'cpuinfo')?.values.nodeVersion ??
    reading(evidence, node, 'logs')?.values.nodeAgent?.nodeVersion
  return version === undefined || version === null ? null : { version }
}

/** The sum, or null when any of them is not known: half a sum would be read as a whole one. */
function sumKnown(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((each) => each !== null)
  return known.length === numbers.length && known.length > 0 ? sum(known) : null
}
