import { everySecond, requests } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { all, explainedBy, isProblem, isRoomy } from '../premises.ts'

const family = 'page-cache'

/** Files that were read: the cgroup counts them, and the kernel gives them back. */
export const PAGE_CACHE: readonly LabCase[] = [
  {
    family,
    variant: 'obvious',
    about: 'large files were read once',
    truth: { cause: 'page-cache' },
    service: { script: 'files.js', files: { large: 200 } },
    limitMiB: 256,
    needsCgroup: true,
    drive: requests('/read?file=large', 1, 1),
    premise: all(
      isProblem,
      explainedBy('page cache', ({ cgroup }) => cgroup?.fileBytes ?? 0),
    ),
  },
  {
    family,
    variant: 'subtle',
    about: 'a service with a working set of its own reads files all the time',
    truth: { cause: 'page-cache' },
    service: { script: 'files.js', files: { large: 120 }, args: ['--megabytes=25'] },
    limitMiB: 256,
    needsCgroup: true,
    drive: requests('/read?file=large', 1, 1),
    meanwhile: everySecond('/read?file=large', 1),
    premise: all(
      isProblem,
      explainedBy('page cache', ({ cgroup }) => cgroup?.fileBytes ?? 0),
    ),
  },
  {
    family,
    variant: 'control',
    about: 'the same files, and room for them',
    truth: { cause: 'healthy' },
    service: { script: 'files.js', files: { large: 120 } },
    limitMiB: 400,
    needsCgroup: true,
    drive: requests('/read?file=large', 1, 1),
    premise: isRoomy,
  },
]
