import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createSnapshots } from '../../src/heap/live-snapshots.ts'

// Plain objects of a shape that gets a name of its own, a class, a closure that holds them, and a secret.
const PROGRAM = `
const v8 = require('node:v8')
function LeakySession(id) { this.id = id; this.items = [{ sku: 'sku-' + id, count: id }] }
const held = []
global.secret = 'password=hunter2' + Math.random()
const grow = (n) => { for (let i = 0; i < n; i += 1) {
  const session = new LeakySession(held.length)
  held.push(() => session.items.length)
} }
grow(3000); v8.writeHeapSnapshot('a.heapsnapshot')
grow(2000); v8.writeHeapSnapshot('b.heapsnapshot')
`
/** An inspector's client that leaves makes V8 number all objects anew. */
const FORGETFUL = PROGRAM.replace(
  "grow(3000); v8.writeHeapSnapshot('a.heapsnapshot')",
  `grow(3000); v8.writeHeapSnapshot('c.heapsnapshot')
const session = new (require('node:inspector').Session)()
session.connect(); session.post('HeapProfiler.enable'); session.disconnect()
for (let i = 0; i < 50000; i += 1) held.unused = [{ i }]`,
).replace('b.heapsnapshot', 'd.heapsnapshot')
const never = new AbortController().signal

// A whole snapshot is read in some seconds, and in many where other tests have the cores.
vi.setConfig({ testTimeout: 120_000 })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'memdiag-live-'))
  const made = spawnSync(process.execPath, ['-e', PROGRAM], { cwd: folder, env: {} })
  if (made.status !== 0) throw new Error(made.stderr.toString())
}, 60_000)
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

const bytes = (name: string) => createReadStream(path.join(folder, `${name}.heapsnapshot`))

test('compares a snapshot with what was kept of an earlier one', async () => {
  const snapshots = createSnapshots()

  const digest = await snapshots.digest(bytes('a'), never)
  const found = await snapshots.compare([digest], bytes('b'), never)

  const session = found.classes.find((each) => each.class === 'LeakySession')
  expect(session).toMatchObject({ added: 2000, removed: 0, line: 3 })
  expect(found.growthBytes).toBeGreaterThan(2000 * 100)
  const [first] = found.suspects
  expect(first?.suspected).toBe(2000)
  expect(first?.path.map((step) => step.edge)).toContain('held')
  expect(found.topRatio).toBeGreaterThan(0.8)
})

test('keeps and tells no contents', async () => {
  const snapshots = createSnapshots()

  const digest = await snapshots.digest(bytes('a'), never)
  const found = await snapshots.compare([digest], bytes('b'), never)

  expect(Buffer.from(digest).includes('hunter2')).toBe(false)
  expect(JSON.stringify(found)).not.toContain('hunter2')
  expect(JSON.stringify(found)).not.toContain('sku-')
})

test('refuses what another memdiag kept, and stops when it is told to', async () => {
  const snapshots = createSnapshots()
  const { serialize } = await import('node:v8')
  await expect(
    snapshots.compare([serialize({ version: 99 })], bytes('b'), never),
  ).rejects.toMatchObject({ code: 'not-there' })
  await expect(snapshots.digest(bytes('a'), AbortSignal.abort())).rejects.toThrow('aborted')
})

test('compares by class where V8 has forgotten the ids between the two', async () => {
  const made = spawnSync(process.execPath, ['-e', FORGETFUL], { cwd: folder, env: {} })
  if (made.status !== 0) throw new Error(made.stderr.toString())
  const snapshots = createSnapshots()

  const digest = await snapshots.digest(bytes('c'), never)
  const found = await snapshots.compare([digest], bytes('d'), never)

  const session = found.classes.find((each) => each.class === 'LeakySession')
  expect(session).toMatchObject({ added: 2000, removed: 0 })
  // The closures that hold the sessions, and some functions of the inspector's own.
  expect(found.suspects[0]?.suspected).toBeGreaterThanOrEqual(2000)
  expect(found.suspects[0]?.suspected).toBeLessThan(2500)
  // Node's own functions may stand for the new ones, and are more of all: no way is said to be theirs.
  const functions = found.suspects.find((each) => each.class === 'Function')
  expect(functions).toMatchObject({ unsure: true })
  expect(functions?.holder ?? functions?.cut).toBeUndefined()
  // What only the program makes has one way, whichever stands for it.
  const own = found.suspects.filter((each) => OWN.has(each.class))
  const doubted = own.filter((each) => each.unsure === true).map((each) => each.class)
  // Node has some hundred contexts of its own, which is near what leaves no doubt.
  expect(doubted.filter((name) => name !== 'system / Context')).toEqual([])
  expect(own.length).toBeGreaterThan(0)
  for (const { path: way } of own) {
    expect(way.slice(1, 5).map(({ edge, name }) => [edge, name])).toEqual([
      ['2', 'global'],
      ['LeakySession', 'LeakySession'],
      ['context', 'system / Context'],
      ['held', 'Array'],
    ])
  }
})

/** Classes of which the program has all objects, or nearly. */
const OWN = new Set(['LeakySession', '{sku}', '{sku, count}', 'system / Context'])
