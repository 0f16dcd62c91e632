import { everySecond, requests, untilHeld } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { all, explainedBy, grows, isProblem, isRoomy } from '../premises.ts'

const MB = 1024 ** 2
const family = 'zlib-streams'

/** zlib streams that are never closed: native memory behind small JavaScript objects. */
export const ZLIB_STREAMS: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: 'a deflate stream for each request, never closed',
    truth: { cause: 'external-memory' },
    service: { script: 'zlib-streams.js' },
    limitMiB: 256,
    approve: 'gc',
    drive: untilHeld('/hit', 160 * MB),
    meanwhile: everySecond('/hit', 1),
    premise: all(
      isProblem,
      grows(MB),
      explainedBy('the fault', ({ heldBytes }) => heldBytes),
    ),
  },
  {
    family,
    variant: 'subtle',
    about: 'deflate streams are never closed, usage is low, but it rises',
    truth: { cause: 'external-memory' },
    service: { script: 'zlib-streams.js' },
    limitMiB: 512,
    approve: 'gc',
    drive: untilHeld('/hit', 60 * MB),
    meanwhile: everySecond('/hit', 5),
    premise: all(isRoomy, grows(MB)),
  },
  {
    family,
    variant: 'control',
    about: 'a deflate stream for each request, closed when it is done',
    truth: { cause: 'healthy' },
    service: { script: 'zlib-streams.js', args: ['--leak=0'] },
    limitMiB: 256,
    approve: 'gc',
    drive: requests('/hit', 600),
    meanwhile: everySecond('/hit', 10),
    premise: isRoomy,
  },
]
