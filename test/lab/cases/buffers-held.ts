import { everySecond, requests, untilHeld } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { all, explainedBy, grows, isProblem, isRoomy, isSteady } from '../premises.ts'

const MB = 1024 ** 2
const family = 'buffers-held'

/** Buffers that stay: memory of the process that is not the JavaScript heap. */
export const BUFFERS_HELD: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: 'every upload stays as a Buffer',
    truth: { cause: 'external-memory' },
    service: { script: 'buffers.js' },
    limitMiB: 256,
    approve: 'gc',
    drive: untilHeld('/hit', 140 * MB),
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
    about: 'small Buffers stay, usage is low, but it rises',
    truth: { cause: 'external-memory' },
    service: { script: 'buffers.js', args: ['--kilobytes=48'] },
    limitMiB: 400,
    approve: 'gc',
    drive: untilHeld('/hit', 60 * MB),
    meanwhile: everySecond('/hit', 25),
    premise: all(isRoomy, grows(MB)),
  },
  {
    family,
    variant: 'control',
    about: 'a pool of Buffers of a fixed size, in turn',
    truth: { cause: 'healthy' },
    service: { script: 'buffers.js', args: ['--limit=160'] },
    limitMiB: 256,
    approve: 'gc',
    drive: requests('/hit', 800),
    meanwhile: everySecond('/hit', 10),
    premise: all(isRoomy, isSteady),
  },
]
