import { expect, test } from 'vitest'
import type { InspectorSession } from '../../../src/core/heap-port.ts'
import { createSnapshots } from '../../../src/heap/live-snapshots.ts'
import { aRemote } from '../a-remote.ts'
import { startTarget, until } from './targets.ts'

const never = new AbortController().signal
const ASK = { abandonBelowBytes: 0, deadlineMs: 30_000 }

test('compares snapshots of one process though its inspector was closed between them', async () => {
  await using target = await startTarget(`
    class Subscription { constructor(id) { this.id = id; this.note = 'subscription ' + id } }
    const registry = { subscriptions: new Map() }
    let ids = 0
    setInterval(() => {
      for (let i = 0; i < 50; i++) { ids++; registry.subscriptions.set(ids, new Subscription(ids)) }
      if (ids === 1000 || ids === 4000) console.log('ids ' + ids)
    }, 20)`)
  const { heap } = await aRemote().connect({ kind: 'local', name: 'here' }, never)
  const open = (): Promise<InspectorSession> =>
    heap.openInspector(
      { process: target.ref, bySignal: true, closeAfterMs: 60_000, deadlineMs: 5_000 },
      never,
    )
  const snapshots = createSnapshots()

  await until(() => target.lines.includes('ids 1000'), 'the first objects')
  const first = await open()
  const digest = await snapshots.digest(first.snapshot(ASK, never).bytes, never)
  await first.close()
  await until(() => target.lines.includes('ids 4000'), 'more objects')
  const second = await open()
  const found = await snapshots.compare([digest], second.snapshot(ASK, never).bytes, never)
  await second.close()

  const [suspect] = found.suspects
  const row = found.classes.find((each) => each.class === 'Subscription')
  const [before = 0, after = 0] = suspect?.objects ?? []
  expect(suspect).toMatchObject({ class: 'Subscription', script: `${target.folder}/service.cjs` })
  expect(suspect?.line).toBe(2)
  expect(after).toBeGreaterThan(before + 1_000)
  expect(row).toMatchObject({ added: after - before, removed: 0 })
  expect(suspect?.suspected).toBe(after - before)
  expect(suspect?.path.map((step) => step.edge)).toContain('subscriptions')
  expect(found.growthBytes).toBeGreaterThan(0)
  expect(found.topRatio).toBeGreaterThan(0.3)
}, 60_000)
