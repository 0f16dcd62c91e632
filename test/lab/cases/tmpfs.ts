import { everySecond, requests, untilHeld } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { all, explainedBy, isProblem, isRoomy, isSteady } from '../premises.ts'

const MB = 1024 ** 2
const family = 'tmpfs'

/** Files on a tmpfs: memory of the cgroup that no process holds and the kernel cannot give back. */
export const TMPFS: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: 'the service keeps what it rendered in files on a tmpfs',
    truth: { cause: 'external-memory', acceptable: ['other-process'] },
    service: { script: 'shared-memory.js', tmpfs: true },
    limitMiB: 256,
    needsCgroup: true,
    drive: untilHeld('/hit', 150 * MB),
    meanwhile: everySecond('/hit', 2),
    premise: all(
      isProblem,
      explainedBy('tmpfs', ({ cgroup }) => cgroup?.shmemBytes ?? 0),
    ),
  },
  {
    family,
    variant: 'subtle',
    about: 'files on a tmpfs beside page cache of the same size',
    truth: { cause: 'external-memory', acceptable: ['other-process'] },
    service: { script: 'shared-memory.js', tmpfs: true, files: { large: 60 } },
    limitMiB: 256,
    needsCgroup: true,
    drive: untilHeld('/hit', 110 * MB),
    meanwhile: everySecond('/hit', 2),
    premise: all(
      isProblem,
      explainedBy('tmpfs', ({ cgroup }) => cgroup?.shmemBytes ?? 0),
    ),
  },
  {
    family,
    variant: 'control',
    about: 'files on a tmpfs, as many as there is room for',
    truth: { cause: 'healthy' },
    service: { script: 'shared-memory.js', tmpfs: true, args: ['--limit=60'] },
    limitMiB: 256,
    needsCgroup: true,
    drive: requests('/hit', 100),
    meanwhile: everySecond('/hit', 5),
    premise: all(isRoomy, isSteady),
  },
]
