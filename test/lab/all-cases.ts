import { BUFFERS_HELD } from './cases/buffers-held.ts'
import { HEAP_LEAKS } from './cases/heap-leaks.ts'
import { OTHER_PROCESS } from './cases/other-process.ts'
import { OVERFORKED } from './cases/overforked.ts'
import { PAGE_CACHE } from './cases/page-cache.ts'
import { SLOW_PIPE } from './cases/slow-pipe.ts'
import { TMPFS } from './cases/tmpfs.ts'
import { ZLIB_STREAMS } from './cases/zlib-streams.ts'
import type { LabCase } from './lab-case.ts'

/** Every case, in the order of the table. */
export const ALL_CASES: readonly LabCase[] = [
  ...OVERFORKED,
  ...HEAP_LEAKS,
  ...BUFFERS_HELD,
  ...ZLIB_STREAMS,
  ...SLOW_PIPE,
  ...PAGE_CACHE,
  ...TMPFS,
  ...OTHER_PROCESS,
]
