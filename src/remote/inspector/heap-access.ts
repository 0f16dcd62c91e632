import type { HeapAccess } from '../../core/heap-port.ts'
import { placeFor, writeSnapshot } from './by-file.ts'
import { closeInspector } from './close-inspector.ts'
import type { HeapDeps } from './heap-deps.ts'
import { lookAt } from './look.ts'
import { openInspector } from './open-inspector.ts'
import { removeWritten } from './written-file.ts'

/** Heap evidence from the processes of one node, one at a time. */
export function createHeapAccess(deps: HeapDeps): HeapAccess {
  return {
    async look(request, signal) {
      const facts = await lookAt(deps.run, { ...request, name: deps.shell.name }, signal)
      return { kind: 'heap-process', ...facts.values }
    },
    openInspector: (request, signal) => openInspector(deps, request, signal),
    async closeInspector(request, signal) {
      const release = await deps.touching.take(signal)
      try {
        return await closeInspector(deps, request, signal)
      } finally {
        release()
      }
    },
    placeFor: (request, signal) => placeFor(deps, request, signal),
    async writeSnapshot(request, signal) {
      const release = await deps.touching.take(signal)
      return await writeSnapshot({ ...deps, onEnd: release }, request, signal)
    },
    async removeWritten(request, signal) {
      const release = await deps.touching.take(signal)
      try {
        return await removeWritten(deps, request, signal)
      } finally {
        release()
      }
    },
  }
}
