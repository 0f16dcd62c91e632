import type { Missing } from '../../core/evidence.ts'
import type { Parsed, ProbeInput } from '../../core/step.ts'
import type { CpuinfoValues } from '../../core/cpuinfo-values.ts'
import { readAllowedCpus } from '../allowed-cpus.ts'
import { denied, readAnswer } from '../answer.ts'
import { readCgroup } from '../cgroup.ts'
import { readManagerFiles } from '../manager-files.ts'
import { recogniseProcesses, titledRole } from '../process-tree.ts'
import { type Sections, wholeNumber } from '../sections.ts'
import { countRules } from './count-rules.ts'
import { PARALLELISM_SINCE, QUOTA_SEEN_SINCE } from './limits.ts'
import { isSince, readNodeVersion } from './node-version.ts'
import { readStated } from './stated-counts.ts'
import { say } from '../../core/say.ts'

/** Reads the answer of the cpuinfo probe. */
export function parseCpuinfo(text: string, input: ProbeInput): Parsed {
  const answer = readAnswer(text, input)
  if (!('table' in answer)) return answer
  const { sections, table } = answer
  const cpus = readAllowedCpus(sections)
  const processors = readProcessors(sections)
  const logical = processors.logical ?? cpus.online
  if (logical === null) {
    return {
      values: { kind: 'none' },
      missing: [...answer.missing, { what: say`/proc/cpuinfo`.text, reason: 'unreadable' }],
    }
  }
  const { cgroup, missing: ofCgroup } = readCgroup(sections)
  const { cpuQuota } = cgroup
  const allowed = Math.max(1, cpus.allowed ?? logical)
  const nodeVersion = readNodeVersion(sections)
  const recognised = recogniseProcesses(table, readManagerFiles(sections))
  const availableParallelism = parallelism(nodeVersion, allowed, cgroup)
  const values: CpuinfoValues = {
    kind: 'cpuinfo',
    logical,
    physicalCores: processors.physicalCores,
    sockets: processors.sockets,
    allowed,
    quota: cpuQuota,
    usable: Math.max(1, Math.min(allowed, Math.ceil(cpuQuota ?? allowed))),
    nodeVersion,
    osCpus: logical,
    availableParallelism,
    workers: recognised.workers,
    rules: countRules({
      manager: recognised.manager,
      titled: table.processes.some((row) => titledRole(row) !== null),
      workers: recognised.workers,
      processors: logical,
      physicalCores: processors.physicalCores,
      availableParallelism,
      stated: readStated(sections, table),
    }),
  }
  const missing: Missing[] = [...answer.missing, ...ofCgroup]
  if (nodeVersion === null && table.processes.some((row) => row.isNode)) {
    missing.push(denied(say`the version of Node.js`.text))
  }
  return { values, missing }
}

/** What os.availableParallelism() returns: the affinity mask, newer ones also a whole part of the v2 quota. */
function parallelism(
  version: string | null,
  allowed: number,
  cgroup: { readonly version: 1 | 2 | null; readonly cpuQuota: number | null },
): number | null {
  if (isSince(version, PARALLELISM_SINCE) !== true) return null
  const quota = Math.floor(cgroup.cpuQuota ?? 0)
  const seen = isSince(version, QUOTA_SEEN_SINCE) === true && cgroup.version === 2 && quota > 0
  return seen ? Math.min(allowed, quota) : allowed
}

function readProcessors(sections: Sections): {
  readonly logical: number | null
  readonly sockets: number | null
  readonly physicalCores: number | null
} {
  let logical: number | null = null
  const cores: number[] = []
  for (const line of sections.lines('processors')) {
    const [what, first, second] = line.split(' ')
    if (what === 'processors') logical = wholeNumber(first) || null
    const count = wholeNumber(second)
    if (what === 'socket' && count !== null && count > 0) cores.push(count)
  }
  if (cores.length === 0) return { logical, sockets: null, physicalCores: null }
  return {
    logical,
    sockets: cores.length,
    physicalCores: cores.reduce((total, each) => total + each, 0),
  }
}
