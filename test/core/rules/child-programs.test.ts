import { expect, test } from 'vitest'
import { aRow, MiB, someLoad, someTop } from '../../support/builders.ts'
import { oneWorker } from '../../support/rule-scenes.ts'
import { judgedAndSettled } from '../../support/settled.ts'

test.each([
  ['is', 160 * MiB, 'other-process'],
  ['may be Node.js under another title', null, 'inconclusive'],
])('a program that the service started, where it %s', (_what, privateBytes, cause) => {
  const child = { pid: 101, ppid: 100, role: 'other', isNode: false, command: 'tail -c 9' } as const
  const rows = [
    ...oneWorker(20 * MiB).processes,
    aRow({ ...child, privateBytes, anonBytes: 160 * MiB, rssBytes: 161 * MiB }),
  ]

  const { verdict } = judgedAndSettled([someLoad(), someTop({ processes: rows })], {
    memoryLimitBytes: 256 * MiB,
  })

  expect(verdict.cause).toBe(cause)
})
