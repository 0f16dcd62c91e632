import { wait } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { isProblem, isRoomy } from '../premises.ts'

const family = 'heap-limits'
const script = 'clustered.js'

/**
 * V8 is told that it may fill more than the container has, and lets garbage lie. Measured here, the same code: a worker
 * takes 230 MB with 120 MB or more of old space and 125 MB with 40 MB; it needs 45 MB.
 */
export const HEAP_LIMITS: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: 'two workers that may each fill almost the container with old objects',
    truth: { cause: 'heap-limit-over-container' },
    service: {
      script,
      nodeArgs: ['--max-old-space-size=400'],
      args: ['--workers=2', '--churn=1000'],
    },
    limitMiB: 450,
    approve: 'gc',
    drive: wait(10),
    premise: isProblem,
  },
  {
    family,
    variant: 'subtle',
    about: 'three workers whose limits are each well below the container’s, and in sum above it',
    truth: { cause: 'heap-limit-over-container' },
    service: {
      script,
      nodeArgs: ['--max-old-space-size=200'],
      args: ['--workers=3', '--churn=700'],
    },
    limitMiB: 600,
    approve: 'gc',
    drive: wait(10),
    premise: isProblem,
  },
  {
    family,
    variant: 'control',
    about: 'the same work with limits that fit',
    truth: { cause: 'healthy' },
    service: {
      script,
      nodeArgs: ['--max-old-space-size=40'],
      args: ['--workers=2', '--churn=1000'],
    },
    limitMiB: 450,
    approve: 'gc',
    drive: wait(10),
    premise: isRoomy,
  },
]
