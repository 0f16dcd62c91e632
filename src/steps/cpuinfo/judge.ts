import type { Finding } from '../../core/finding.ts'
import { reading } from '../../core/readings.ts'
import { listed, plural, SILENCE, say, type Said, type Wording } from '../../core/say.ts'
import type { JudgeInput } from '../../core/step.ts'
import type { CountRule, CpuinfoValues } from '../../core/cpuinfo-values.ts'
import { newFinding } from '../answer.ts'

type Told = Omit<Parameters<typeof newFinding>[2], 'evidence'>

/** How many CPUs does the runtime think it has, how many may it use, and which rule gave the workers? */
export function judgeCpuinfo(input: JudgeInput): readonly Finding[] {
  const cpuinfo = reading(input.evidence, input.node, 'cpuinfo')
  if (cpuinfo === null) return []
  const { values } = cpuinfo
  const told = [counts(values), usable(values, input), rule(values), quota(values)]
  const findings = told.flatMap((each) =>
    each === null ? [] : [newFinding('cpuinfo', input.node, { ...each, evidence: [cpuinfo.id] })],
  )
  return [...findings, ...forking(values, input)]
}

/** The three counts of the case: physical ids, cpu cores, processors. */
function counts(values: CpuinfoValues): Told {
  const { logical, sockets, physicalCores } = values
  const host =
    sockets === null || physicalCores === null
      ? say`${processors(logical)}; /proc/cpuinfo tells no physical ids here`
      : say`${physicalIds(sockets)}, ${cores(physicalCores)}, ${processors(logical)}`
  const quotaText = values.quota === null ? say`no quota` : say`a quota of ${values.quota}`
  return {
    rule: 'counts',
    cause: null,
    speaks: 'neither',
    strength: 'weak',
    ...say`The host has ${host}. The service may use ${values.usable} (affinity ${values.allowed}, ${quotaText}).`,
  }
}

function usable(values: CpuinfoValues, { thresholds }: JudgeInput): Told | null {
  const { workers } = values
  if (workers === 0) return null
  const base = { rule: 'workers-against-cpus', cause: 'overforked-workers' } as const
  const { usable: cpus } = values
  const text = say`${plural(workers, say`${workers} worker`, say`${workers} workers`)} for ${plural(cpus, say`${cpus} usable CPU`, say`${cpus} usable CPUs`)}`
  const enough = Math.max(values.usable, thresholds.minimumWorkers)
  if (workers >= enough * thresholds.overforkedFactor) {
    const times = (workers / values.usable).toFixed(workers % values.usable === 0 ? 0 : 1)
    return {
      ...base,
      speaks: 'for',
      strength: 'strong',
      ...say`${text}: ${times} on each, and only one runs at a time.`,
    }
  }
  if (workers <= enough) {
    // As many as CPUs may still be more than the work asks for: only few speak strongly against.
    const few = workers <= thresholds.minimumWorkers
    return { ...base, speaks: 'against', strength: few ? 'strong' : 'weak', ...say`${text}.` }
  }
  return { ...base, speaks: 'neither', strength: 'weak', ...say`${text}: some more than one each.` }
}

/** Which rule gave the count: proved where something states it, else candidates, else set explicitly. */
function rule(values: CpuinfoValues): Told | null {
  const { workers, rules } = values
  if (workers < 2 || rules.length === 0) return null
  const base = { rule: 'count-rule', cause: null, speaks: 'neither' } as const
  const matching = rules.filter((each) => each.matches)
  const stated = matching.find((each) => each.stated)
  if (stated !== undefined) {
    return {
      ...base,
      strength: 'strong',
      ...say`${workers} workers: ${stated.rule} (${stated.arithmetic}).`,
    }
  }
  if (matching.length > 0) {
    return {
      ...base,
      strength: 'weak',
      ...say`${workers} workers: ${alternatives(matching.map(candidate))} would give that; which one it was is not proved.`,
    }
  }
  const gives = listed(rules.map((each) => say`${each.rule} gives ${each.workers}`))
  return {
    ...base,
    strength: 'strong',
    ...say`${workers} workers: no automatic rule gives ${workers} on this host (${gives}), so the count is set explicitly.`,
  }
}

function alternatives(said: readonly Said[]): Wording {
  return said.reduce((before, next) => say`${before}, or ${next}`)
}

function candidate(each: CountRule): Said {
  return say`${each.rule} (${each.arithmetic})`
}

function quota(values: CpuinfoValues): Told | null {
  const { osCpus, usable: may, availableParallelism } = values
  if (osCpus <= may) return null
  const sees = availableParallelism ?? osCpus
  const seen =
    sees <= may
      ? say`only os.availableParallelism() (${sees}) knows`
      : availableParallelism === null
        ? say`os.availableParallelism() is not there or its version is not known`
        : say`os.availableParallelism() gives ${sees}`
  return {
    rule: 'limit-unseen',
    cause: null,
    speaks: 'neither',
    strength: 'weak',
    ...say`os.cpus() gives ${osCpus} although the service may use ${may}: ${seen}. A count taken from os.cpus() is the host's.`,
  }
}

/** node-agent's own log says how many workers it forked and what it took the device for. */
function forking(values: CpuinfoValues, input: JudgeInput): readonly Finding[] {
  const logs = reading(input.evidence, input.node, 'logs')
  const told = logs?.values.nodeAgent
  if (logs === null || !told || told.forking === null || values.workers === 0) return []
  const device =
    told.cpus === null
      ? SILENCE
      : plural(
          told.cpus,
          say` on ${told.cpus} cpu, ${told.physicalCores ?? '?'} physical`,
          say` on ${told.cpus} cpus, ${told.physicalCores ?? '?'} physical`,
        )
  const same = told.forking === values.workers
  return [
    newFinding('cpuinfo', input.node, {
      rule: 'node-agent-forked',
      cause: null,
      speaks: 'neither',
      strength: same ? 'strong' : 'weak',
      ...say`node-agent's log says it forked ${told.forking} workers${device}; ${same ? say`that many run` : say`${values.workers} run now`}.`,
      evidence: [logs.id],
    }),
  ]
}

function physicalIds(count: number): Said {
  return plural(count, say`${count} physical id`, say`${count} physical ids`)
}

function cores(count: number): Said {
  return plural(count, say`${count} cpu core`, say`${count} cpu cores`)
}

function processors(count: number): Said {
  return plural(count, say`${count} processor`, say`${count} processors`)
}
