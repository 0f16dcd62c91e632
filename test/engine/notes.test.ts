import { afterAll, beforeAll, expect, test } from 'vitest'
import { NOTE_CHARACTERS } from '../../src/core/note.ts'
import { anEngine } from '../support/an-engine.ts'
import { aService } from '../support/builders.ts'
import { aStore, type OpenStore } from '../support/store.ts'

let open: OpenStore
beforeAll(async () => {
  open = await aStore()
})
afterAll(() => open[Symbol.asyncDispose]())

const NOTE = {
  id: 'slack:C1/1.1',
  by: 'slack:U1',
  markedBy: 'slack:U2',
  text: 'We saw it at 9. password=hunter2secret',
  writtenAt: '2026-11-23T09:00:00.000Z',
}

test('a note is masked and bounded, and may come after the end', async () => {
  const engine = anEngine(open.store)
  const { id } = await engine.open({
    service: aService(),
    only: ['load'],
    startedBy: 'terminal:alice',
    slack: { channel: 'C1', threadTs: '1.1' },
  })
  await engine.advance(id, new AbortController().signal)

  const state = await engine.note({ id, note: NOTE })
  const long = await engine.note({ id, note: { ...NOTE, text: 'x'.repeat(10_000) } })

  expect(state.state).toBe('done')
  expect(state.notes[0]?.text).toBe('We saw it at 9. password=***')
  expect(long.notes).toHaveLength(1)
  expect(long.notes[0]?.text).toHaveLength(NOTE_CHARACTERS)
  expect(await engine.inThread('C1', '1.1')).toBe(id)
  expect(await engine.inThread('C1', '9.9')).toBeNull()
})
