import { afterAll, beforeAll, expect, test } from 'vitest'
import { anEngine } from '../support/an-engine.ts'
import { aService } from '../support/builders.ts'
import { aStore, type OpenStore } from '../support/store.ts'

let open: OpenStore
beforeAll(async () => {
  open = await aStore()
}, 60_000)
afterAll(async () => {
  await open[Symbol.asyncDispose]()
})

const ahead = [
  ['--approve', { approve: 'snapshot' as const }],
  ['--approve and --force', { approve: 'snapshot' as const, force: true }],
  ['--force', { force: true }],
] as const

test.each(ahead)('from Slack nothing is begun with %s', async (_, given) => {
  const engine = anEngine(open.store)
  const service = aService({ name: 'from-slack', approvers: ['U1'] })

  const begun = engine.start({ service, startedBy: 'slack:U1', ...given })

  await expect(begun).rejects.toMatchObject({ code: 'not-approver' })
  // The refused request is nothing that another one could join.
  const next = await engine.start({ service, startedBy: 'slack:U1' })
  expect(next.joined).toBe(false)
  await engine.cancel({ id: next.id, by: 'terminal:alice' })
})

test.each(ahead)('from Slack nobody comes back to one with %s', async (_, given) => {
  const engine = anEngine(open.store)
  const service = aService({ name: 'come-back', approvers: ['U1'] })
  const { id } = await engine.start({ service, startedBy: 'slack:U1' })
  const before = await open.store.load(id)

  const back = engine.resume({ id, by: 'slack:U1', ...given })

  await expect(back).rejects.toMatchObject({ code: 'not-approver' })
  expect(await open.store.load(id)).toEqual(before)
  await engine.cancel({ id, by: 'terminal:alice' })
})

test('the terminal may force, and the log says who', async () => {
  const engine = anEngine(open.store)
  const service = aService({ name: 'forced' })
  const { id } = await engine.start({ service, startedBy: 'slack:U1' })

  const given = { approve: 'snapshot', force: true } as const
  const state = await engine.resume({ id, by: 'terminal:alice', ...given })

  expect(state.ahead).toMatchObject({ by: 'terminal:alice', upTo: 'snapshot', force: true })
})
