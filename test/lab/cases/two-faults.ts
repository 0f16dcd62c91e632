import { everySecond, untilLargest } from '../drives.ts'
import type { LabCase, Measured } from '../lab-case.ts'
import { all, explainedBy, isProblem, isRoomy, privateOf } from '../premises.ts'

const MB = 1024 ** 2
const family = 'two-faults'
const meanwhile = everySecond('/hit', 10)

/** What the largest process has beyond the second: what it alone keeps. */
const largest = ({ processes }: Measured) => {
  const [first = 0, second = 0] = processes
    .map((each) => each.privateBytes)
    .toSorted((a, b) => b - a)
  return first - second
}

/** Over-forked and leaking at once: both are named, the larger as the cause. */
export const TWO_FAULTS: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: 'ten workers where two would do, and each of them forgets nothing',
    truth: { cause: 'overforked-workers', contributing: ['js-heap-leak'] },
    service: {
      script: 'clustered.js',
      // A catalogue that is large enough for the workers to cost clearly more than what they have leaked meanwhile.
      args: [
        '--workers=10',
        '--megabytes=6',
        '--leak=2',
        '--perSecond=2',
        '--kilobytes=25',
        '--before=80',
      ],
    },
    limitMiB: 480,
    approve: 'gc',
    drive: untilLargest(30 * MB),
    meanwhile,
    premise: all(
      isProblem,
      explainedBy('what 2 workers would not need', privateOf('clustered.js', 2)),
    ),
  },
  {
    family,
    variant: 'subtle',
    about: 'six workers where two would do, one of which leaks more than all others hold',
    truth: { cause: 'js-heap-leak', contributing: ['overforked-workers'] },
    service: {
      script: 'clustered.js',
      args: ['--workers=6', '--leak=1', '--perSecond=2', '--kilobytes=200', '--before=350'],
    },
    limitMiB: 340,
    approve: 'gc',
    drive: untilLargest(110 * MB),
    meanwhile,
    premise: all(isProblem, explainedBy('the leaking worker', largest)),
  },
  {
    family,
    variant: 'control',
    about: 'six workers that forget, and room for them',
    truth: { cause: 'healthy' },
    service: { script: 'clustered.js', args: ['--workers=6'] },
    limitMiB: 400,
    approve: 'gc',
    meanwhile,
    premise: isRoomy,
  },
]
