import { everySecond } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { isProblem, isRoomy } from '../premises.ts'

const family = 'heap-limits'
const script = 'clustered.js'

/**
 * The service sizes its caches by the heap V8 allows, and V8 is told of more than the container has: what the options
 * promise in sum cannot be kept.
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
      args: ['--workers=2', '--heapPercent=30'],
    },
    limitMiB: 520,
    approve: 'gc',
    meanwhile: everySecond('/hit', 5),
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
      args: ['--workers=3', '--heapPercent=30'],
    },
    limitMiB: 430,
    approve: 'gc',
    meanwhile: everySecond('/hit', 5),
    premise: isProblem,
  },
  {
    family,
    variant: 'control',
    about: 'the same work with limits that fit',
    truth: { cause: 'healthy' },
    service: {
      script,
      nodeArgs: ['--max-old-space-size=100'],
      args: ['--workers=2', '--heapPercent=30'],
    },
    limitMiB: 450,
    approve: 'gc',
    meanwhile: everySecond('/hit', 5),
    premise: isRoomy,
  },
]
