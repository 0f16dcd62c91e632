import { untilLargest, wait } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { isRoomy, wasProblem } from '../premises.ts'

const MB = 1024 ** 2
const family = 'heap-limits'
const script = 'clustered.js'

/**
 * V8 is told that it may fill more than the container has, and lets garbage lie. Measured in a cgroup of 500 MiB, the
 * same code: 230 MB with 400 MB of old and 64 MB of young space, 76 MB with 400 MB of old space alone; it needs 50 MB.
 */
export const HEAP_LIMITS: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: 'two workers that may each fill almost the container with old objects',
    truth: { cause: 'heap-limit-over-container' },
    service: {
      script,
      nodeArgs: ['--max-old-space-size=400', '--max-semi-space-size=64'],
      args: ['--workers=2', '--churn=1000'],
    },
    limitMiB: 480,
    approve: 'gc',
    drive: untilLargest(140 * MB),
    premise: wasProblem,
  },
  {
    family,
    variant: 'subtle',
    about: 'three workers whose limits are each well below the container’s, and in sum above it',
    truth: { cause: 'heap-limit-over-container' },
    service: {
      script,
      nodeArgs: ['--max-old-space-size=200', '--max-semi-space-size=32'],
      args: ['--workers=3', '--churn=1000'],
    },
    limitMiB: 405,
    approve: 'gc',
    drive: untilLargest(90 * MB),
    premise: wasProblem,
  },
  {
    family,
    variant: 'control',
    about: 'the same work with limits that fit',
    truth: { cause: 'healthy' },
    service: {
      script,
      nodeArgs: ['--max-old-space-size=100'],
      args: ['--workers=2', '--churn=1000'],
    },
    limitMiB: 450,
    approve: 'gc',
    drive: wait(12),
    premise: isRoomy,
  },
]
