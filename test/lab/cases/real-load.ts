import { inFlight, wait } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { all, isProblem, isRoomy } from '../premises.ts'

const family = 'real-load'

/** Freed rows go back to the kernel at once, instead of staying with the allocator for the next request. */
const env = { MALLOC_MMAP_THRESHOLD_: '131072' }

/** Busy with what it is there for: memory follows the requests in flight. */
export const REAL_LOAD: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: 'more than a hundred requests in flight, each with a megabyte of rows',
    truth: { cause: 'real-load' },
    service: {
      script: 'busy.js',
      args: ['--kilobytes=1000', '--holdMs=1200', '--megabytes=105'],
      env,
      packages: ['prom-client'],
    },
    requests: '/metrics',
    limitMiB: 470,
    cpus: 0.5,
    approve: 'gc',
    background: inFlight('/hit', 115, 172),
    drive: wait(4),
    premise: isProblem,
  },
  {
    family,
    variant: 'subtle',
    about: 'fewer and heavier requests, whose number goes up and down',
    truth: { cause: 'real-load' },
    service: {
      script: 'busy.js',
      args: ['--kilobytes=1200', '--holdMs=1200', '--megabytes=120'],
      env,
      packages: ['prom-client'],
    },
    requests: '/metrics',
    limitMiB: 440,
    cpus: 0.5,
    approve: 'gc',
    background: inFlight('/hit', 50, 76),
    drive: wait(4),
    premise: isProblem,
  },
  {
    family,
    variant: 'control',
    about: 'as busy, with requests that hold little',
    truth: { cause: 'healthy' },
    service: { script: 'busy.js', args: ['--kilobytes=64'], packages: ['prom-client'] },
    requests: '/metrics',
    limitMiB: 256,
    cpus: 0.5,
    approve: 'gc',
    background: inFlight('/hit', 220, 300),
    drive: wait(4),
    premise: all(isRoomy),
  },
]
