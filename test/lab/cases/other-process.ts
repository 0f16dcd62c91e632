import { everySecond } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { all, explainedBy, isProblem, isRoomy, privateOf } from '../premises.ts'

const family = 'other-process'

/** A stranger in the service’s container. */
export const OTHER_PROCESS: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: 'a job of somebody else’s in the same container holds most of it',
    truth: { cause: 'other-process' },
    service: {
      script: 'steady.js',
      args: ['--megabytes=5'],
      stranger: { script: 'hog.js', args: ['--megabytes=150'] },
    },
    limitMiB: 256,
    needsCgroup: true,
    meanwhile: everySecond('/hit', 5),
    premise: all(isProblem, explainedBy('the stranger', privateOf('hog.js'))),
  },
  {
    family,
    variant: 'subtle',
    about: 'the service is large, the stranger beside it is what makes it too much',
    truth: { cause: 'other-process' },
    service: {
      script: 'steady.js',
      args: ['--megabytes=40'],
      stranger: { script: 'hog.js', args: ['--megabytes=100'] },
    },
    limitMiB: 256,
    needsCgroup: true,
    meanwhile: everySecond('/hit', 5),
    premise: all(isProblem, explainedBy('the stranger', privateOf('hog.js'))),
  },
  {
    family,
    variant: 'control',
    about: 'a small stranger beside a small service',
    truth: { cause: 'healthy' },
    service: {
      script: 'steady.js',
      args: ['--megabytes=20'],
      stranger: { script: 'hog.js', args: ['--megabytes=10'] },
    },
    limitMiB: 256,
    needsCgroup: true,
    meanwhile: everySecond('/hit', 5),
    premise: isRoomy,
  },
]
