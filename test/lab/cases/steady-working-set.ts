import { everySecond } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { all, isProblem, isRoomy, isSteady } from '../premises.ts'

const family = 'steady-working-set'
const meanwhile = everySecond('/hit', 20)

/** Large, needed, and as it is since the start: no leak. */
export const STEADY_WORKING_SET: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: 'a large catalogue that never changes, and room for it',
    truth: { cause: 'healthy' },
    service: { script: 'steady.js', args: ['--megabytes=70'] },
    limitMiB: 256,
    approve: 'gc',
    meanwhile,
    premise: all(isRoomy, isSteady),
  },
  {
    family,
    variant: 'subtle',
    // Whether this is a problem is a matter of definition: it must never be called a leak.
    about: 'a catalogue that takes more than the threshold and never changes',
    truth: { cause: 'healthy', acceptable: ['real-load'] },
    service: { script: 'steady.js', args: ['--megabytes=125'] },
    limitMiB: 256,
    approve: 'gc',
    meanwhile,
    premise: all(isProblem, isSteady),
  },
  {
    family,
    variant: 'control',
    about: 'a small catalogue',
    truth: { cause: 'healthy' },
    service: { script: 'steady.js', args: ['--megabytes=10'] },
    limitMiB: 256,
    approve: 'gc',
    meanwhile,
    premise: all(isRoomy, isSteady),
  },
]
