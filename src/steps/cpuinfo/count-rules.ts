import type { ProcessManager } from '../../core/names.ts'
import type { CountRule } from '../../core/cpuinfo-values.ts'
import { say } from '../../core/say.ts'

/** What a rule may know: the host's CPUs as the runtimes read them, and settings that were seen. */
export type CountFacts = {
  readonly manager: ProcessManager
  /** Titles as node-agent sets them: its rules are candidates even when the manager is not known to be it. */
  readonly titled: boolean
  readonly workers: number
  readonly processors: number
  /** Sum of `cpu cores` per distinct `physical id`; null where cpuinfo has none (arm64). */
  readonly physicalCores: number | null
  readonly availableParallelism: number | null
  readonly stated: readonly Stated[]
}

/** A setting that was seen on the node. */
export type Stated = {
  readonly rule: string
  readonly where: string
  readonly manager: ProcessManager | null
  /** A number, or a word such as `max` that leads to one of the rules below. */
  readonly value: number | 'auto' | 'max'
}

/** Every rule that could have given the worker count, with its arithmetic; none is asserted unless stated. No workers, no rules. */
export function countRules(facts: CountFacts): CountRule[] {
  if (facts.workers === 0) return []
  const rules: CountRule[] = []
  const numbers = facts.stated.flatMap(({ value, ...rest }) =>
    typeof value === 'number' ? [{ ...rest, value }] : [],
  )
  for (const { rule, where, manager, value } of numbers) {
    rules.push(
      said(
        facts,
        { rule, manager, arithmetic: say`${where} says ${value}`.text, stated: true },
        value,
      ),
    )
  }
  for (const { rule, manager, arithmetic, workers, word } of automatic(facts)) {
    const stated = facts.stated.some((each) => each.value === word && each.manager === manager)
    rules.push(said(facts, { rule, manager, arithmetic, stated }, workers))
  }
  return rules
}

function said(
  facts: CountFacts,
  rule: Omit<CountRule, 'workers' | 'matches'>,
  workers: number,
): CountRule {
  return { ...rule, workers, matches: workers === facts.workers }
}

type Automatic = {
  readonly rule: string
  readonly manager: ProcessManager
  readonly arithmetic: string
  readonly workers: number
  readonly word?: 'auto' | 'max'
}

function automatic(facts: CountFacts): readonly Automatic[] {
  const { manager, processors } = facts
  const cpus = say`os.cpus().length = ${processors} processors`.text
  const egg = say`egg workers unset`.text
  return [
    ...(manager === 'node-agent' || (manager === 'cluster' && facts.titled)
      ? nodeAgent(facts)
      : []),
    ...(manager === 'pm2' ? pm2(processors, cpus) : []),
    ...(manager === 'cluster' ? cluster(facts, cpus) : []),
    ...(manager === 'egg' ? [{ rule: egg, manager, arithmetic: cpus, workers: processors }] : []),
  ]
}

function nodeAgent(facts: CountFacts): readonly Automatic[] {
  const { processors } = facts
  return [
    {
      rule: say`node-agent -i auto (or 0, or unset)`.text,
      manager: 'node-agent',
      word: 'auto',
      ...auto(facts),
    },
    {
      rule: 'node-agent -i max',
      manager: 'node-agent',
      word: 'max',
      arithmetic: say`${processors} processors`.text,
      workers: processors,
    },
  ]
}

function pm2(processors: number, cpus: string): readonly Automatic[] {
  const manager = 'pm2'
  return [
    {
      rule: say`pm2 -i max (or 0)`.text,
      manager,
      word: 'max',
      arithmetic: cpus,
      workers: processors,
    },
    {
      rule: 'pm2 -i -1',
      manager,
      arithmetic: say`${cpus}, less one`.text,
      workers: Math.max(1, processors - 1),
    },
  ]
}

function cluster(facts: CountFacts, cpus: string): readonly Automatic[] {
  const manager = 'cluster' as const
  const { processors, availableParallelism: parallelism } = facts
  const each = say`cluster.fork() for each of os.cpus()`.text
  const upTo = say`cluster.fork() up to os.availableParallelism()`.text
  const arithmetic = say`os.availableParallelism() = ${parallelism ?? 0}`.text
  return [
    { rule: each, manager, arithmetic: cpus, workers: processors },
    ...(parallelism === null ? [] : [{ rule: upTo, manager, arithmetic, workers: parallelism }]),
  ]
}

/** node-agent 2.2: physical cores when they are fewer than the processors, else the processors. */
function auto({ physicalCores, processors }: CountFacts): { arithmetic: string; workers: number } {
  if (physicalCores === null) {
    return {
      arithmetic: say`no physical id in cpuinfo, so all ${processors} processors`.text,
      workers: processors,
    }
  }
  const fewer = physicalCores < processors
  return {
    arithmetic:
      say`cpu cores per physical id add up to ${physicalCores}; ${physicalCores} < ${processors} processors? ${fewer ? say`yes: the cores` : say`no: the processors`}`
        .text,
    workers: fewer ? physicalCores : processors,
  }
}
