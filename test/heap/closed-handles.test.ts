import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { findClosed } from '../../src/heap/closed-handles.ts'
import { createNames } from '../../src/heap/node-names.ts'
import { readSnapshot } from '../../src/heap/read-snapshot.ts'
import { devToolsInstalled, nodeOf } from './support/devtools.ts'

const PROGRAM = fileURLToPath(new URL('./support/sockets.cjs', import.meta.url))

/** Class and sign of all that is closed in a program that holds six closed sockets and six open ones. */
async function closedIn(node: string): Promise<string[]> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'memdiag-sockets-'))
  const file = join(folder.path, 'a.heapsnapshot')
  await promisify(execFile)(node, [PROGRAM, file], { env: {} })
  const tables = await readSnapshot(createReadStream(file), { depth: 'graph' })
  const names = createNames(tables)
  return findClosed(tables)
    .map(({ node: at, by }) => `${names.node(at)} ${by}`)
    .filter((text) => text.startsWith('Socket '))
}

test('sockets that were closed are told from open ones by their lost handle', async () => {
  const closed = await closedIn(process.execPath)

  expect(closed).toEqual(Array.from({ length: 6 }, () => 'Socket no handle'))
})

test.skipIf(!devToolsInstalled).each([
  [14, 'Socket _readableState.closed'],
  [16, 'Socket _readableState.closed'],
  [18, 'Socket no handle'],
  [20, 'Socket no handle'],
  [22, 'Socket no handle'],
])('in Node %d too', async (version, sign) => {
  const closed = await closedIn(nodeOf(version) ?? '')

  expect(closed).toEqual(Array.from({ length: 6 }, () => sign))
})
