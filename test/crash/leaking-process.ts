import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import type {
  HeapAccess,
  InspectorEnd,
  InspectorSession,
  Snapshots,
} from '../../src/core/heap-port.ts'
import type { HeapProcessValues } from '../../src/core/heap-values.ts'
import type { Store } from '../../src/core/store-port.ts'
import type { SnapshotArchive } from '../../src/core/snapshot-archive.ts'
import type { LiveDeps } from '../../src/engine/live.ts'
import { AT, GiB, MiB } from '../support/builders.ts'
import { figuresWith, THE_PROCESS } from '../support/ladder-builders.ts'
import type { Hit } from './boundaries.ts'
import { COMPARED, PROFILED } from './leak-values.ts'

/** Which attempt is on the log and not at its end, as this process of memdiag wrote it; null: none. */
export type UnderWay = { attempt: string | null }

/** The store, which also notes the attempt under way: once it is stored, and until its end is about to be. */
export function notingAttempts(store: Store, underWay: UnderWay): Store {
  return {
    ...store,
    async append(id, version, events, also) {
      if (events.some((each) => each.kind === 'action-done')) underWay.attempt = null
      await store.append(id, version, events, also)
      for (const each of events) {
        if (each.kind === 'action-attempted') underWay.attempt = each.action
      }
    },
  }
}

/** Where the process's inspector stands is kept beside the list of touches. */
export function inspectorIsOpen(touchesFile: string): boolean {
  const file = `${touchesFile}.inspector`
  return existsSync(file) && readFileSync(file, 'utf8') === 'open'
}

/** Who touched the process: an attempt, or nobody who had written one down. */
export const NOBODY = 'nobody'

/**
 * One process whose heap grows, behind the port of live processes. Each touch, and whether its inspector is open,
 * is kept in files, which outlive memdiag; before and after each touch is a boundary.
 */
export function leakingProcess(deps: {
  readonly touchesFile: string
  readonly hit: Hit
  readonly underWay: UnderWay
  readonly archive: SnapshotArchive
}): LiveDeps {
  const { touchesFile, archive } = deps
  async function touch<Result>(what: string, change: () => Result): Promise<Result> {
    const label = `touch ${deps.underWay.attempt ?? NOBODY} ${what}`
    deps.hit(label, 'before')
    appendFileSync(touchesFile, `${label}\n`)
    const result = change()
    deps.hit(label, 'after')
    return result
  }
  const setInspector = (state: 'open' | 'closed'): void =>
    writeFileSync(`${touchesFile}.inspector`, state)
  const never = (): never => {
    throw new Error('This process writes no snapshot to a file.')
  }
  const access: HeapAccess = {
    look: async () => lookAt(inspectorIsOpen(touchesFile)),
    async openInspector() {
      const opened = !inspectorIsOpen(touchesFile)
      await touch('open', () => setInspector('open'))
      return sessionOf(touch, { opened, close: () => setInspector('closed') })
    },
    async closeInspector({ wasClosed }) {
      if (wasClosed) await touch('close', () => setInspector('closed'))
      return endOf(wasClosed)
    },
    placeFor: async () => never(),
    writeSnapshot: async () => never(),
    removeWritten: async () => never(),
  }
  return { access: async () => access, snapshots: comparing(), archive }
}

function endOf(closed: boolean): InspectorEnd {
  return { state: closed ? 'closed' : 'left-open', text: null }
}

function lookAt(isOpen: boolean): HeapProcessValues {
  return {
    kind: 'heap-process',
    ...THE_PROCESS,
    exe: '/usr/bin/node',
    isNode: true,
    mayTouch: true,
    sameNetwork: true,
    opensOnSignal: true,
    inspectorPorts: isOpen ? [9229] : [],
    signalPort: { port: 9229, taken: isOpen },
    snapshotSignal: null,
    rssBytes: 10 * GiB,
    anonBytes: 10 * GiB,
    cgroup: null,
    hostMemoryBytes: 64 * GiB,
    hostAvailableBytes: 32 * GiB,
  }
}

type Touch = <Result>(what: string, change: () => Result) => Promise<Result>

function sessionOf(
  touch: Touch,
  { opened, close }: { readonly opened: boolean; readonly close: () => void },
): InspectorSession {
  let readings = 0
  return {
    process: THE_PROCESS,
    port: 9229,
    nodeVersion: 'v24.0.0',
    opened,
    async figures({ forceGc }) {
      readings += 1
      const heapMiB = [...Array(readings).keys()].map((index) => 100 + 20 * index)
      return touch(`${forceGc ? 'collect' : 'read'} ${readings}`, () => lastOf(heapMiB, forceGc))
    },
    profile: ({ spanMs }) => touch('profile', () => ({ ...PROFILED, spanMs })),
    snapshot() {
      const body = Buffer.from(SNAPSHOT)
      async function* bytes(): AsyncGenerator<Uint8Array> {
        yield await touch('snapshot', () => body)
      }
      const seen = { at: AT, transferBytes: body.length, tookMs: 1, peakRssBytes: null }
      return { bytes: bytes(), seen: () => seen }
    },
    keepOpen: async () => undefined,
    async close() {
      if (opened) await touch('close', close)
      return endOf(opened)
    },
  }
}

function lastOf(heapMiB: readonly number[], forced: boolean) {
  const values = figuresWith(heapMiB, forced)
  if (values.kind !== 'heap-figures') throw new Error('No figures.')
  const { kind: _, readings, ...rest } = values
  const reading = readings.at(-1)
  if (reading === undefined) throw new Error('No reading.')
  return { ...rest, reading: { ...reading, rssBytes: 10 * GiB, externalBytes: 1 * MiB } }
}

const SNAPSHOT = 'a heap snapshot'

/** A snapshot's digest is the snapshot; what the store kept of the first must be there whole for a comparison. */
function comparing(): Snapshots {
  return {
    digest: async (bytes) => Buffer.concat(await Array.fromAsync(bytes)),
    async compare(older, newest) {
      const all = [...older, Buffer.concat(await Array.fromAsync(newest))]
      for (const each of all) {
        if (Buffer.from(each).toString() !== SNAPSHOT)
          throw new Error('A snapshot came out changed.')
      }
      return COMPARED
    },
  }
}
