import { expect, test } from 'vitest'
import { type DraftPart, wordedPart } from '../../src/thread/draft.ts'
import { evidenceParts } from '../../src/thread/tables.ts'
import { someEvidence } from '../support/builders.ts'
import {
  aHeapComparison,
  aHeapProcess,
  aHeapReading,
  someHeapFigures,
} from '../support/heap-builders.ts'

test('puts the readings of a process side by side', () => {
  const figures = someHeapFigures([
    aHeapReading({ forcedGc: false, gcMs: null }),
    aHeapReading({ at: '2026-11-25T10:01:00.000Z', heapUsedBytes: 230 * 1024 ** 2 }),
  ])

  const [table] = inEnglish(evidenceParts(someEvidence(figures), false))

  expect(table).toMatchObject({
    caption: 'Heap of process 101, Node.js v20.20.2',
    columns: [{ title: 'what' }, { title: '10:00:00' }, { title: '10:01:00 after GC' }],
  })
  expect(table).toMatchObject({
    rows: expect.arrayContaining([
      ['heapUsed', '200 MiB', '230 MiB'],
      ['GC stood still', '-', '80 ms'],
    ]),
  })
})

test('shows what grew and the path that holds it, with file and line', () => {
  const parts = inEnglish(evidenceParts(someEvidence(aHeapComparison()), true))

  expect(parts).toMatchObject([
    {
      caption: 'Heap snapshots of process 101 on web-1 compared: 100 MiB more',
      rows: [['Session', '5000', '0', '391 KiB', '91.0 MiB']],
    },
    {
      kind: 'code',
      text: 'Session: 90.0 MiB retained by\n  (GC roots)\n  .sessions Map (/srv/app/server.js:7)',
    },
  ])
})

test('gives what has no name on the way one', () => {
  const [suspect] = aHeapComparison().suspects
  if (suspect === undefined) throw new Error('no suspect')
  const step = { edge: '', edgeType: 'root', type: 'synthetic', name: '' }
  const path = [step, { ...step, edge: '7', edgeType: 'element', script: '/srv/app.js', line: 3 }]
  const nameless = aHeapComparison({ suspects: [{ ...suspect, path }] })

  expect(inEnglish(evidenceParts(someEvidence(nameless), true)).at(-1)).toMatchObject({
    text: 'Session: 90.0 MiB retained by\n  (GC roots)\n  .7 (anonymous) (/srv/app.js:3)',
  })
})

test('tells of a process from outside what decides about touching it', () => {
  const [table] = inEnglish(evidenceParts(someEvidence(aHeapProcess()), false))

  expect(table).toMatchObject({
    rows: [
      ['rss', '300 MiB'],
      ['cgroup memory limit', '2.00 GiB'],
      ['cgroup memory', '1.00 GiB'],
      ["host's memory available", '8.00 GiB'],
      ['inspector open on', 'none'],
      ['handles SIGUSR1', 'yes'],
    ],
  })
})

function inEnglish(parts: readonly DraftPart[]) {
  return parts.map((part) => wordedPart('en', part))
}
