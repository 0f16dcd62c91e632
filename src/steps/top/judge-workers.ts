import { formatBytes } from '../../core/bytes.ts'
import { isOwn } from '../../core/node-account.ts'
import { plural, say, type Said, SILENCE } from '../../core/say.ts'
import {
  excessOf,
  neededWorkers,
  privateOf,
  sharedOnce,
  sum,
  workerMemory,
} from '../../core/sizing.ts'
import type { Scene, Told } from './judge.ts'
import { countThreads } from '../../core/worker-thread-count.ts'
import { ALIKE_RATIO, NAMED_POOL, OUTLIER_BYTES } from './limits.ts'

/** How many workers there are against how many are needed, and what each of them holds. */
export function judgeWorkers(scene: Scene): readonly Told[] {
  if (workerMemory(scene.values.processes).workers === 0) return []
  return [workerCount(scene), ...workerSize(scene), ...uneven(scene), ...workerThreads(scene)]
}

function workerCount(scene: Scene): Told {
  const memory = workerMemory(scene.values.processes)
  const needed = neededWorkers(scene.thresholds, scene.cpus)
  const base = { rule: 'worker-count', cause: 'overforked-workers' } as const
  const count = plural(
    memory.workers,
    say`${memory.workers} worker`,
    say`${memory.workers} workers`,
  )
  if (memory.workers < needed * scene.thresholds.overforkedFactor) {
    return {
      ...base,
      speaks: 'against',
      strength: memory.workers <= needed ? 'strong' : 'weak',
      // Where more are needed, `would do` reads as if one were missing.
      ...say`${count}${memory.workers < needed ? SILENCE : say` where ${needed} would do${why(scene)}`}: not over-forked.`,
    }
  }
  const excess = excessOf(memory, needed)
  return {
    ...base,
    speaks: 'for',
    strength: strengthOf(scene, excess),
    ...say`${count} of ${formatBytes(memory.meanBytes)} private memory each hold ${formatBytes(memory.privateBytes)}; ${needed} would do${why(scene)}. The other ${memory.workers - needed} cost ${formatBytes(excess)}.`,
  }
}

function why({ cpus }: Scene): Said {
  return cpus.used === null ? SILENCE : say` for the ${cpus.used.toFixed(2)} CPUs in use`
}

/**
 * A count alone is no cause. Decisive: the surplus workers explain what lies above the problem threshold, and each
 * holds no more than a worker has to. Strong: they explain most of the service's own memory.
 */
function strengthOf(scene: Scene, excessBytes: number): Told['strength'] {
  const { thresholds, values } = scene
  const own = sum(values.processes.map(privateOf))
  const above = own + sharedOnce(values.processes) - limitOf(scene) * thresholds.problemUsageRatio
  const explainsProblem = above > 0 && excessBytes >= above * thresholds.explainedRatio
  if (explainsProblem && isOrdinary(scene)) return 'decisive'
  const explainsService = excessBytes >= own * thresholds.explainedRatio
  return explainsProblem || explainsService ? 'strong' : 'weak'
}

function isOrdinary({ values, thresholds }: Scene): boolean {
  return workerMemory(values.processes).meanBytes <= thresholds.ordinaryWorkerPrivateBytes
}

function limitOf({ service, values }: Scene): number {
  const { cgroup, hostMemoryBytes, processes } = values
  const ofCgroup = isOwn(cgroup, processes.length) ? cgroup.memoryLimitBytes : null
  return service.memoryLimitBytes ?? Math.min(ofCgroup ?? hostMemoryBytes, hostMemoryBytes)
}

const LEAKS = [
  { rule: 'private-memory', cause: 'js-heap-leak' },
  { rule: 'private-memory-external', cause: 'external-memory' },
] as const

/** Does each worker hold something of its own? */
function workerSize(scene: Scene): readonly Told[] {
  const memory = workerMemory(scene.values.processes)
  const each = formatBytes(memory.meanBytes)
  const line = formatBytes(scene.thresholds.ordinaryWorkerPrivateBytes)
  if (isOrdinary(scene)) {
    const told = ordinarySize(
      scene,
      say`${each} private memory per worker is ordinary (up to ${line})`,
    )
    return LEAKS.map((leak) => afterHeapLine({ ...leak, ...told }, scene))
  }
  const text = say`${each} private memory per worker is more than an ordinary worker has (${line}): each holds something of its own.`
  return [
    ...LEAKS.map((leak): Told => ({ ...leak, speaks: 'for', strength: 'weak', ...text })),
    {
      rule: 'worker-size',
      cause: 'overforked-workers',
      speaks: 'against',
      strength: 'weak',
      ...say`${text} The count alone does not explain that.`,
    },
  ]
}

/** A size that is ordinary for a worker may yet be the whole of a small limit: then it is no sign against a leak. */
function ordinarySize(
  scene: Scene,
  size: Said,
): Pick<Told, 'speaks' | 'strength' | 'text' | 'message'> {
  const { thresholds, values } = scene
  const memory = workerMemory(values.processes)
  const limit = limitOf(scene)
  const many = memory.workers >= thresholds.minimumWorkers * thresholds.overforkedFactor
  const largest = memory.meanBytes * memory.unevenness
  if (many || largest <= limit * thresholds.ordinaryWorkerLimitRatio) {
    // One large worker among small ones may leak alone: the mean would hide it.
    const strength = memory.unevenness <= ALIKE_RATIO ? 'strong' : 'weak'
    return { speaks: 'against', strength, ...say`${size}: no worker holds much of its own.` }
  }
  const held = say`${formatBytes(memory.privateBytes)} of the limit of ${formatBytes(limit)}`
  return memory.privateBytes > limit * thresholds.problemUsageRatio
    ? {
        speaks: 'neither',
        strength: 'weak',
        ...say`${size}, yet it adds up to ${held}: the memory is the workers' own.`,
      }
    : { speaks: 'against', strength: 'weak', ...say`${size}, yet it adds up to ${held}.` }
}

/** What a worker holds now says little when its heap ran out before it was started again. */
function afterHeapLine(told: Told, { heapRanOut }: Scene): Told {
  if (heapRanOut === null || told.cause !== 'js-heap-leak' || told.strength !== 'strong')
    return told
  const text = say`${told} Yet the logs say that the JavaScript heap ran out of memory not long ago.`
  return { ...told, strength: 'weak', ...text, alsoFrom: heapRanOut }
}

/** A pool of worker_threads, each with a heap of its own, hides in one process. */
function workerThreads({ values }: Scene): readonly Told[] {
  const pools = (values.threads ?? [])
    .map(({ pid, names }) => ({ pid, ...countThreads(names, 0) }))
    .filter((each) => each.threads >= NAMED_POOL)
  const [largest] = pools.toSorted((a, b) => b.threads - a.threads)
  if (largest === undefined) return []
  const { pid, threads, counted } = largest
  return [
    {
      rule: 'worker-threads',
      cause: 'overforked-workers',
      speaks: counted ? 'for' : 'neither',
      strength: counted ? 'strong' : 'weak',
      ...(counted
        ? say`Process ${pid} runs ${threads} worker_threads: each has a heap of its own.`
        : say`Process ${pid} has ${threads} threads more than Node.js needs; this version names none, so they may be worker_threads, a larger libuv pool or an addon's.`),
    },
  ]
}

function uneven({ values }: Scene): readonly Told[] {
  const memory = workerMemory(values.processes)
  const workers = values.processes.filter((row) => row.role === 'worker')
  const largest = workers.toSorted((a, b) => privateOf(b) - privateOf(a))[0]
  if (largest === undefined || memory.unevenness <= ALIKE_RATIO) return []
  if (privateOf(largest) - memory.meanBytes < OUTLIER_BYTES) return []
  return [
    {
      rule: 'uneven-workers',
      cause: null,
      speaks: 'neither',
      strength: 'weak',
      ...say`The workers are not alike: process ${largest.pid} holds ${formatBytes(privateOf(largest))}, the mean is ${formatBytes(memory.meanBytes)}.`,
    },
  ]
}
