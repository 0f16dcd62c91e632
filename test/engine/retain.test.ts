import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { InvestigationDocument, toDocument } from '../../src/core/document.ts'
import { MemdiagError } from '../../src/core/errors.ts'
import type { Archive } from '../../src/core/store-port.ts'
import { fold } from '../../src/core/state.ts'
import { retain, type Retained } from '../../src/engine/retain.ts'
import { createArchive } from '../../src/store/archive.ts'
import { anEnd, anEvidence, anOpening, aVerdict } from '../store/events.ts'
import { aStore, type OpenStore } from '../support/store.ts'
import { silentLog } from '../support/store-deps.ts'

const never = new AbortController().signal
const RETENTION = { compactAfterDays: 90, deleteAfterDays: 365 }

let open: OpenStore
let folder: string
beforeEach(async () => {
  open = await aStore()
  folder = await mkdtemp(path.join(tmpdir(), 'memdiag-archive-'))
})
afterEach(async () => {
  await open[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

async function ended(id: string, at: string): Promise<void> {
  const log = [anOpening({ id }), anEvidence('lines of output'), aVerdict(), anEnd({ at })]
  await open.store.append(id, 0, log)
}

/** On 2026-11-25, with the archive in a temporary folder unless another is given. */
function retained(archive: Archive = createArchive(folder)): Promise<Retained> {
  const clock = { now: () => '2026-11-25T00:00:00.000Z' }
  const deps = { store: open.store, clock, log: silentLog, owner: 'me', archive }
  return retain(deps, RETENTION, never)
}

test('drops the raw outputs of old investigations, and keeps all that a verdict rests on', async () => {
  await ended('old', '2026-08-01T00:00:00.000Z')
  await ended('new', '2026-11-01T00:00:00.000Z')
  const before = toDocument(fold(await open.store.load('old')))

  const first = await retained()
  const second = await retained()

  expect(first).toEqual({ compacted: ['old'], deleted: [] })
  expect(second).toEqual({ compacted: [], deleted: [] })
  const [evidence] = before.evidence
  expect(toDocument(fold(await open.store.load('old')))).toEqual({
    ...before,
    evidence: [{ ...evidence, output: { text: '', truncated: true } }],
    compactedAt: '2026-11-25T00:00:00.000Z',
  })
  expect((await open.store.load('old')).at(-1)).toMatchObject({ droppedBytes: 15 })
  expect(await open.store.load('new')).toHaveLength(4)
})

test('exports an investigation before it deletes it, for its owner alone', async () => {
  await ended('ancient', '2025-11-01T00:00:00.000Z')

  expect((await retained()).deleted).toEqual(['ancient'])

  const file = path.join(folder, 'ancient.json')
  const kept = InvestigationDocument.parse(JSON.parse(await readFile(file, 'utf8')))
  expect(kept).toMatchObject({ id: 'ancient', verdict: { cause: 'overforked-workers' } })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await expect(open.store.load('ancient')).rejects.toMatchObject({ code: 'investigation-unknown' })
})

test('deletes nothing that could not be exported', async () => {
  await ended('ancient', '2025-11-01T00:00:00.000Z')
  const full: Archive = {
    keep: async () => {
      throw new MemdiagError('store-unavailable', 'The disk is full.')
    },
  }

  expect((await retained(full)).deleted).toEqual([])

  expect((await open.store.load('ancient'))[0]).toMatchObject({ id: 'ancient' })
})

test('leaves alone what somebody works on', async () => {
  await ended('old', '2026-08-01T00:00:00.000Z')
  await open.store.lease('investigation:old', 'somebody', 60)

  expect(await retained()).toEqual({ compacted: [], deleted: [] })
})
