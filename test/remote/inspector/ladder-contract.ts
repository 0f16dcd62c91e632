import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HeapAccess } from '../../../src/core/heap-port.ts'
import type { RemoteUnderTest } from '../../contract/remote.ts'
import { readSnapshot } from '../../../src/heap/read-snapshot.ts'
import { isOpen } from '../../support/sshd.ts'
import { agentsOf, LEAKY, startTarget, until, WRITES_AT_SIGHUP } from './targets.ts'

const never = new AbortController().signal

/** The whole ladder on a process that runs without any flag, the same over every kind of connection. */
export function ladderContract(
  name: string,
  options: { readonly skip?: boolean },
  start: () => Promise<RemoteUnderTest>,
): void {
  describe.skipIf(options.skip === true)(`the ladder through ${name}`, () => {
    let under: RemoteUnderTest
    let heap: HeapAccess

    beforeAll(async () => {
      under = await start()
      heap = (await under.remote.connect(under.target, never)).heap
    })
    afterAll(async () => {
      await under.remote.close()
      await under.stop()
    })

    test('climbs from figures to a snapshot, and leaves the process as it was', async () => {
      await using target = await startTarget(LEAKY)
      const before = await heap.look({ pid: target.ref.pid, deadlineMs: 10_000 }, never)
      expect(before).toMatchObject({ ...target.ref, inspectorPorts: [], opensOnSignal: true })

      const session = await heap.openInspector(
        { process: target.ref, bySignal: true, closeAfterMs: 60_000, deadlineMs: 5_000 },
        never,
      )
      const free = await session.figures({ forceGc: false, deadlineMs: 5_000 }, never)
      const forced = await session.figures({ forceGc: true, deadlineMs: 5_000 }, never)
      const sample = () => session.profile({ spanMs: 700, deadlineMs: 5_000 }, never)
      let profile = await sample()
      // On a starved machine the target may allocate nothing within a span.
      while (profile.sites.length === 0) profile = await sample()
      const transfer = session.snapshot({ abandonBelowBytes: 0, deadlineMs: 30_000 }, never)
      const tables = await readSnapshot(transfer.bytes, { depth: 'graph' })
      const end = await session.close()

      expect(session).toMatchObject({
        port: target.port,
        opened: true,
        nodeVersion: process.version,
      })
      expect(free.reading).toMatchObject({ forcedGc: false, gcMs: null })
      expect(forced).toMatchObject({ ...target.ref, flags: [`--inspect-port=${target.port}`] })
      expect(forced.reading.gcMs).toBeGreaterThan(0)
      expect(forced.reading.spaces.map((space) => space.name)).toContain('old_space')
      expect(forced.reading.resources).toContainEqual({ type: 'Timeout', count: 1 })
      expect(profile.sites[0]).toMatchObject({ script: `${target.folder}/service.cjs` })
      expect(tables.nodeCount).toBeGreaterThan(10_000)
      expect(transfer.seen().transferBytes).toBeGreaterThan(1024 ** 2)
      expect(end).toEqual({ state: 'closed', text: null })
      expect(await isOpen(target.port)).toBe(false)
      await until(() => agentsOf(target.ref.pid).length === 0, 'the agent to be done')
      expect(target.isAlive()).toBe(true)
      expect(await heap.look({ pid: target.ref.pid, deadlineMs: 10_000 }, never)).toMatchObject({
        ...target.ref,
        inspectorPorts: [],
      })
    }, 60_000)

    test('streams the snapshot that a signal writes', async () => {
      await using target = await startTarget(LEAKY, { flags: ['--heapsnapshot-signal=SIGUSR2'] })

      const asked = { process: target.ref, by: { kind: 'signal' } } as const
      const to = await heap.placeFor(asked, never)
      const limits = { abandonBelowBytes: 0, deadlineMs: 30_000 }
      const transfer = await heap.writeSnapshot({ ...asked, ...limits, to }, never)
      const tables = await readSnapshot(transfer.bytes, { depth: 'nodes' })

      expect(tables.nodeCount).toBeGreaterThan(10_000)
      expect(readdirSync(target.folder)).toEqual(['service.cjs'])
      expect(target.isAlive()).toBe(true)
    }, 60_000)

    test('streams the snapshot that a command has written, and removes it', async () => {
      await using target = await startTarget(`${LEAKY}; ${WRITES_AT_SIGHUP}`)
      const file = `${target.folder}/heap of {pid}.heapsnapshot`
      // Through `enter` the environment is another one: only what memdiag sets is there.
      const command = 'kill -s HUP "$MEMDIAG_PID" && echo "asked for $MEMDIAG_FILE"'

      const asked = { process: target.ref, by: { kind: 'command', command, file } } as const
      const to = await heap.placeFor(asked, never)
      const limits = { abandonBelowBytes: 0, deadlineMs: 30_000 }
      const transfer = await heap.writeSnapshot({ ...asked, ...limits, to }, never)
      const tables = await readSnapshot(transfer.bytes, { depth: 'nodes' })

      expect(to.path).toBe(`${target.folder}/heap of ${target.ref.pid}.heapsnapshot`)
      expect(tables.nodeCount).toBeGreaterThan(10_000)
      expect(readdirSync(target.folder)).toEqual(['service.cjs'])
      expect(target.isAlive()).toBe(true)
    }, 60_000)
  })
}
