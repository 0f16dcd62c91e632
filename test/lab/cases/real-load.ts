import { inFlight, wait } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { all, isProblem, isRoomy } from '../premises.ts'

const family = 'real-load'

/** Busy with what it is there for: memory follows the requests in flight. */
export const REAL_LOAD: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: 'hundreds of requests in flight, each with its rows, on a CPU that is full',
    truth: { cause: 'real-load' },
    service: { script: 'busy.js', args: ['--kilobytes=500'] },
    limitMiB: 200,
    cpus: 0.5,
    approve: 'gc',
    background: inFlight('/hit', 220, 300),
    drive: wait(4),
    premise: isProblem,
  },
  {
    family,
    variant: 'subtle',
    about: 'fewer and heavier requests, whose number goes up and down',
    truth: { cause: 'real-load' },
    service: { script: 'busy.js', args: ['--kilobytes=1200', '--holdMs=6000'] },
    limitMiB: 220,
    cpus: 0.5,
    approve: 'gc',
    background: inFlight('/hit', 80, 110),
    drive: wait(4),
    premise: isProblem,
  },
  {
    family,
    variant: 'control',
    about: 'as busy, with requests that hold little',
    truth: { cause: 'healthy' },
    service: { script: 'busy.js', args: ['--kilobytes=64'] },
    limitMiB: 256,
    cpus: 0.5,
    approve: 'gc',
    background: inFlight('/hit', 220, 300),
    drive: wait(4),
    premise: all(isRoomy),
  },
]
