import { afterEach, beforeEach } from 'vitest'
import type { HeapAccess, InspectorSession } from '../../../src/core/heap-port.ts'
import type { Remote } from '../../../src/core/remote-port.ts'
import { aRemote } from '../a-remote.ts'
import { never } from './by-file.ts'

/** Opens an inspector by signal, with limits that a test lives with. */
export const FAST = { bySignal: true, closeAfterMs: 60_000, deadlineMs: 5_000 }

/** Processes of this machine, by a connection of its own for each test of a file. */
export function heapHere(): () => HeapAccess {
  let remote: Remote
  let heap: HeapAccess
  beforeEach(async () => {
    remote = aRemote()
    heap = (await remote.connect({ kind: 'local', name: 'here' }, never)).heap
  })
  afterEach(() => remote.close())
  return () => heap
}

export async function figuresOf(session: InspectorSession) {
  return (await session.figures({ forceGc: false, deadlineMs: 5_000 }, never)).reading
}
