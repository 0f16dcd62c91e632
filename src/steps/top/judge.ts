import { formatBytes } from '../../core/bytes.ts'
import type { Finding } from '../../core/finding.ts'
import { reading } from '../../core/readings.ts'
import { say } from '../../core/say.ts'
import { type neededWorkers, sum, workerMemory } from '../../core/sizing.ts'
import type { JudgeInput } from '../../core/step.ts'
import type { TopValues } from '../../core/values.ts'
import { newFinding } from '../answer.ts'
import { isOld } from '../logs/memory-lines.ts'
import { judgeNode } from './judge-node.ts'
import { judgeWorkers } from './judge-workers.ts'

export type Told = Omit<Parameters<typeof newFinding>[2], 'evidence'> & {
  /** Evidence of another step that the finding rests on as well. */
  readonly alsoFrom?: string
}

/** What the judges of the top step look at. */
export type Scene = JudgeInput & {
  readonly values: TopValues
  readonly cpus: Parameters<typeof neededWorkers>[1]
  /** Memory of the node in use by anybody; null where not told. */
  readonly usedBytes: number | null
  /** The evidence of logs with a recent line on the JavaScript heap running out; null without one. */
  readonly heapRanOut: string | null
}

/** Which processes, how many, and what does each cost? */
export function judgeTop(input: JudgeInput): readonly Finding[] {
  const top = reading(input.evidence, input.node, 'top')
  if (top === null) return []
  const load = reading(input.evidence, input.node, 'load')
  const cpuinfo = reading(input.evidence, input.node, 'cpuinfo')
  const available = load?.values.hostAvailableBytes ?? null
  const scene: Scene = {
    ...input,
    values: top.values,
    cpus: {
      used: load?.values.serviceCpus ?? null,
      usable: cpuinfo?.values.usable ?? wholeCpus(load?.values.usableCpus),
    },
    usedBytes: available === null ? null : Math.max(0, top.values.hostMemoryBytes - available),
    heapRanOut: heapRanOut(input),
  }
  const evidence = load === null ? [top.id] : [top.id, load.id]
  return [...noProcess(scene), ...judgeWorkers(scene), ...resSum(scene), ...judgeNode(scene)].map(
    ({ alsoFrom, ...told }) =>
      newFinding('top', input.node, {
        ...told,
        evidence: alsoFrom === undefined ? evidence : [...evidence, alsoFrom],
      }),
  )
}

/** As V8 writes it when it gives up; `Array buffer allocation failed` is not its heap. */
const HEAP_RAN_OUT = /heap out of memory|Reached heap limit|Allocation failed/

function heapRanOut({ evidence, node }: JudgeInput): string | null {
  const logs = reading(evidence, node, 'logs')
  const lines = logs?.values.memoryLines ?? []
  const told = lines.some((line) => !isOld(line) && HEAP_RAN_OUT.test(line.text))
  return told ? (logs?.id ?? null) : null
}

function wholeCpus(cpus: number | undefined): number | null {
  return cpus === undefined ? null : Math.max(1, Math.ceil(cpus))
}

function noProcess({ values, service }: Scene): readonly Told[] {
  if (values.processes.length > 0) return []
  const what =
    service.process === undefined
      ? say`No Node.js process runs here`
      : say`No process here has \`${service.process}\` in its title or command line`
  const base = { rule: 'no-process', cause: null, speaks: 'neither', strength: 'strong' } as const
  return [{ ...base, ...say`${what}.` }]
}

/** The trap of the case: RES counts the pages that forked processes share once for each of them. */
function resSum({ values }: Scene): readonly Told[] {
  const rows = values.processes
  const memory = workerMemory(rows)
  const res = sum(rows.map((row) => row.rssBytes))
  if (memory.workers < 2 || res === 0 || rows.some((row) => row.sharedRssBytes === null)) return []
  return [
    {
      rule: 'res-sum',
      cause: null,
      speaks: 'neither',
      strength: 'weak',
      ...say`RES adds up to ${formatBytes(res)}, yet the workers hold only ${formatBytes(memory.privateBytes)} of their own: RES counts the shared pages ${rows.length} times.`,
    },
  ]
}
