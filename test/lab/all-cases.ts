import { BUFFERS_HELD } from './cases/buffers-held.ts'
import { HEAP_LIMITS } from './cases/heap-limits.ts'
import { HEAP_LEAKS } from './cases/heap-leaks.ts'
import { OTHER_PROCESS } from './cases/other-process.ts'
import { OVERFORKED } from './cases/overforked.ts'
import { PAGE_CACHE } from './cases/page-cache.ts'
import { REAL_LOAD } from './cases/real-load.ts'
import { RESTARTED } from './cases/restarted.ts'
import { SAWTOOTH } from './cases/sawtooth.ts'
import { SLOW_PIPE } from './cases/slow-pipe.ts'
import { STEADY_WORKING_SET } from './cases/steady-working-set.ts'
import { THREAD_POOL } from './cases/thread-pool.ts'
import { TMPFS } from './cases/tmpfs.ts'
import { TWO_FAULTS } from './cases/two-faults.ts'
import { WEBSOCKET_COMPRESSION } from './cases/websocket-compression.ts'
import { ZLIB_STREAMS } from './cases/zlib-streams.ts'
import type { LabCase } from './lab-case.ts'

/** Every case, in the order of the table. */
export const ALL_CASES: readonly LabCase[] = [
  ...OVERFORKED,
  ...THREAD_POOL,
  ...HEAP_LEAKS,
  ...BUFFERS_HELD,
  ...ZLIB_STREAMS,
  ...WEBSOCKET_COMPRESSION,
  ...SLOW_PIPE,
  ...REAL_LOAD,
  ...STEADY_WORKING_SET,
  ...SAWTOOTH,
  ...HEAP_LIMITS,
  ...PAGE_CACHE,
  ...TMPFS,
  ...OTHER_PROCESS,
  ...RESTARTED,
  ...TWO_FAULTS,
]
