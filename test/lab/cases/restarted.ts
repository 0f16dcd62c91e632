import { restartAfter } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { isProblem, isRoomy, privateOf, explainedBy, all } from '../premises.ts'

const family = 'restarted'

/** The service is killed and started anew while memdiag looks: its processes have other pids then. */
export const RESTARTED: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: '12 idle workers, all restarted after two seconds',
    truth: { cause: 'overforked-workers' },
    service: { script: 'clustered.js', args: ['--workers=12', '--titles=1'] },
    limitMiB: 240,
    meanwhile: restartAfter(2),
    premise: all(
      isProblem,
      explainedBy('what 2 workers would not need', privateOf('clustered.js', 2)),
    ),
  },
  {
    family,
    variant: 'subtle',
    about: 'eight workers, of which one is killed again and again and replaced',
    truth: { cause: 'overforked-workers' },
    service: { script: 'clustered.js', args: ['--workers=8', '--megabytes=6', '--dies=1'] },
    limitMiB: 200,
    premise: all(
      isProblem,
      explainedBy('what 2 workers would not need', privateOf('clustered.js', 2)),
    ),
  },
  {
    family,
    variant: 'control',
    about: 'two workers, restarted after two seconds',
    truth: { cause: 'healthy' },
    service: { script: 'clustered.js', args: ['--workers=2', '--titles=1'] },
    limitMiB: 256,
    meanwhile: restartAfter(2),
    premise: isRoomy,
  },
]
