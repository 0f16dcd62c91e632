import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readSnapshot } from '../../../src/heap/read-snapshot.ts'
import { aRemote } from '../a-remote.ts'
import { nodeOf } from './peer-nodes.ts'
import { isOpen } from '../../support/sshd.ts'
import { LEAKY, startTarget } from './targets.ts'

const never = new AbortController().signal

const hasPeers = existsSync(nodeOf(18))

describe.skipIf(!hasPeers)('a process of Node.js', () => {
  test.each([14, 16, 18, 20, 22, 24, 25])(
    '%i is read and left as it was',
    async (version) => {
      await using target = await startTarget(LEAKY, { node: nodeOf(version) })
      const { heap } = await aRemote().connect({ kind: 'local', name: 'here' }, never)

      const session = await heap.openInspector(
        { process: target.ref, bySignal: true, closeAfterMs: 60_000, deadlineMs: 5_000 },
        never,
      )
      const { reading } = await session.figures({ forceGc: true, deadlineMs: 5_000 }, never)
      const profile = await session.profile({ spanMs: 500, deadlineMs: 5_000 }, never)
      const transfer = session.snapshot({ abandonBelowBytes: 0, deadlineMs: 30_000 }, never)
      const { nodeCount } = await readSnapshot(transfer.bytes, { depth: 'nodes' })
      const end = await session.close()

      expect(session.nodeVersion).toMatch(new RegExp(`^v${version}\\.`))
      expect(reading.heapUsedBytes).toBeGreaterThan(1024 ** 2)
      expect(profile.sites.some((site) => site.script.endsWith('/service.cjs'))).toBe(true)
      expect(nodeCount).toBeGreaterThan(10_000)
      expect(end).toEqual({ state: 'closed', text: null })
      expect(await isOpen(target.port)).toBe(false)
      expect(target.isAlive()).toBe(true)
    },
    60_000,
  )
})
