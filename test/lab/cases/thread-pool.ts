import { everySecond } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { all, isProblem, isRoomy } from '../premises.ts'

const family = 'thread-pool'
const meanwhile = everySecond('/hit', 10)

/** worker_threads, as many as somebody thought there were CPUs: each has a heap of its own, in one process. */
export const THREAD_POOL: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: '16 idle threads in one process',
    truth: { cause: 'overforked-workers' },
    service: { script: 'thread-pool.js', args: ['--threads=16'] },
    limitMiB: 256,
    approve: 'inspect',
    meanwhile,
    premise: all(isProblem),
  },
  {
    family,
    variant: 'subtle',
    about: 'eight idle threads with rules of their own each',
    truth: { cause: 'overforked-workers' },
    service: { script: 'thread-pool.js', args: ['--threads=8', '--megabytes=8'] },
    limitMiB: 180,
    approve: 'inspect',
    meanwhile,
    premise: all(isProblem),
  },
  {
    family,
    variant: 'control',
    about: 'two threads with as many rules',
    truth: { cause: 'healthy' },
    service: { script: 'thread-pool.js', args: ['--threads=2', '--megabytes=8'] },
    limitMiB: 256,
    approve: 'inspect',
    meanwhile,
    premise: isRoomy,
  },
]
