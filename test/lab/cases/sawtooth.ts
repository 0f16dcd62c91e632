import { untilLargest, wait } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { isRoomy, wasProblem } from '../premises.ts'

const MB = 1024 ** 2
const family = 'sawtooth'

/** A heap that rises between collections and falls with each: garbage, not a leak. */
export const SAWTOOTH: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: 'batches of objects that are all garbage every three seconds',
    truth: { cause: 'healthy' },
    service: { script: 'sawtooth.js' },
    limitMiB: 400,
    approve: 'gc',
    drive: wait(4),
    premise: isRoomy,
  },
  {
    family,
    variant: 'subtle',
    about: 'the same, in a container of which the garbage takes more than the threshold',
    truth: { cause: 'healthy', acceptable: ['real-load'] },
    service: { script: 'sawtooth.js' },
    limitMiB: 190,
    approve: 'gc',
    drive: untilLargest(130 * MB),
    premise: wasProblem,
  },
  {
    family,
    variant: 'control',
    about: 'small batches',
    truth: { cause: 'healthy' },
    service: { script: 'sawtooth.js', args: ['--kilobytes=200'] },
    limitMiB: 256,
    approve: 'gc',
    drive: wait(4),
    premise: isRoomy,
  },
]
