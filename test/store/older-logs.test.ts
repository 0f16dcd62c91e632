import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InvestigationDocument, toDocument } from '../../src/core/document.ts'
import { Event } from '../../src/core/event.ts'
import { fold } from '../../src/core/state.ts'
import { STEPS } from '../../src/steps/all-steps.ts'
import { renderThread } from '../../src/thread/render-thread.ts'
import { recordedHosts } from '../crash/hosts.ts'
import { anEngine } from '../support/an-engine.ts'
import { ROOT } from '../support/builders.ts'
import { aStore, type OpenStore } from '../support/store.ts'

const FOLDER = path.join(ROOT, 'test/fixtures/logs')
const logs = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'))
const never = new AbortController().signal

let open: OpenStore
beforeAll(async () => {
  open = await aStore()
}, 60_000)
afterAll(async () => {
  await open[Symbol.asyncDispose]()
})

function read(name: string): Event[] {
  const lines = readFileSync(path.join(FOLDER, name), 'utf8').trimEnd().split('\n')
  return lines.map((line) => Event.parse(JSON.parse(line)))
}

test('there are logs of several earlier versions', () => {
  expect(logs.length).toBeGreaterThanOrEqual(3)
})

describe.each(logs)('the log %s', (name) => {
  test('is read, and shown as it ended', () => {
    const state = fold(read(name))

    expect(state).toMatchObject({
      state: 'done',
      verdict: { cause: 'overforked-workers', confidence: 'confirmed' },
    })
    expect(renderThread(state).map((post) => post.key)).toEqual(
      expect.arrayContaining(['root', 'step:load', 'step:top', 'step:cpuinfo', 'summary']),
    )
    expect(InvestigationDocument.parse(toDocument(state)).state).toBe('done')
  })

  test('is gone on with where it was cut off, after any of its events', async () => {
    const whole = read(name)
    const engine = anEngine(open.store, {
      steps: STEPS,
      remote: recordedHosts(path.join(open.folder, 'runs')),
    })
    for (let length = 1; length < whole.length; length += 1) {
      const id = `${name.replaceAll(/[^a-z0-9]/g, '')}${length}`
      const [first, ...rest] = whole.slice(0, length)
      if (first?.kind !== 'opened') throw new Error('no opening')
      await open.store.append(id, 0, [{ ...first, id }, ...rest])

      const state = await engine.advance(id, never)

      expect(state.verdict?.cause).toBe('overforked-workers')
      expect(state.state).toBe('done')
    }
  }, 60_000)
})
