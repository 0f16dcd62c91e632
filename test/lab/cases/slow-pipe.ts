import { everySecond, requests, untilHeld } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { all, explainedBy, isProblem, isRoomy } from '../premises.ts'

const MB = 1024 ** 2
const family = 'slow-pipe'

/** Output that waits in the process for a reader of stdout that is too slow. */
export const SLOW_PIPE: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: 'nobody reads what the service prints',
    truth: { cause: 'console-backpressure' },
    service: { script: 'slow-pipe.js', stdoutBytesPerSecond: 0 },
    limitMiB: 190,
    approve: 'gc',
    drive: untilHeld('/hit?lines=50', 90 * MB),
    meanwhile: everySecond('/hit?lines=20', 10),
    premise: all(
      isProblem,
      explainedBy('the fault', ({ heldBytes }) => heldBytes),
    ),
  },
  {
    family,
    variant: 'subtle',
    about: 'what the service prints is read, but slower than it prints',
    truth: { cause: 'console-backpressure' },
    // When a reader has caught up with what the kernel was handed, Node.js copies all that waits into one buffer for the
    // next write (measured: 239 MB, then 472), and the container runs out: so slow that it comes after memdiag looked.
    service: { script: 'slow-pipe.js', stdoutBytesPerSecond: 50, args: ['--bytes=700'] },
    limitMiB: 256,
    approve: 'gc',
    drive: untilHeld('/hit?lines=20', 105 * MB),
    meanwhile: everySecond('/hit?lines=30', 10),
    premise: all(
      isProblem,
      explainedBy('the fault', ({ heldBytes }) => heldBytes),
    ),
  },
  {
    family,
    variant: 'control',
    about: 'the service prints as much, and its reader keeps up',
    truth: { cause: 'healthy' },
    service: { script: 'slow-pipe.js' },
    limitMiB: 256,
    approve: 'gc',
    drive: requests('/hit?lines=50', 300),
    meanwhile: everySecond('/hit?lines=20', 10),
    premise: isRoomy,
  },
]
