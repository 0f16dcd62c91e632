import { execFile, spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { messageOf } from '../../src/core/errors.ts'
import { heapIn } from './support/heap-command.ts'
import { type Snapshots, makeSnapshots } from './support/make-snapshots.ts'

let snapshots: Snapshots
let a = ''
let b = ''
let c = ''

beforeAll(async () => {
  snapshots = await makeSnapshots(process.execPath, 3)
  ;[a = '', b = '', c = ''] = snapshots.files
})

afterAll(async () => {
  await snapshots[Symbol.asyncDispose]()
})

const heap = (...args: string[]) => heapIn('en', snapshots.folder, ...args)

async function json(...args: string[]) {
  return JSON.parse(await heap(...args, '--format', 'json'))
}

describe('heap diff', () => {
  test('prints both snapshots and every class that changed, in bytes', async () => {
    const document = await json('diff', 'a.heapsnapshot', 'b.heapsnapshot')

    expect(Object.keys(document)).toEqual(['a', 'b', 'classes'])
    expect(Object.keys(document.a)).toEqual(['nodes', 'edges', 'bytes'])
    const leaked = document.classes.find(
      (row: { class: string }) => row.class === 'LeakedSubscription',
    )
    expect(leaked).toEqual({
      class: 'LeakedSubscription',
      added: 105,
      removed: 0,
      addedBytes: leaked.addedBytes,
      removedBytes: 0,
      deltaBytes: leaked.addedBytes,
      retainedBytes: leaked.retainedBytes,
      script: expect.stringMatching(/leaky-service\.cjs$/),
      line: 43,
    })
    expect(leaked.retainedBytes).toBeGreaterThan(leaked.addedBytes)
    expect(document.classes.length).toBeGreaterThan(30)
  })

  test('leaves the graph out with --shallow', async () => {
    const { classes } = await json('diff', a, b, '--shallow')

    const leaked = classes.find((row: { class: string }) => row.class === 'LeakedSubscription')
    expect(leaked).toMatchObject({ added: 105, removed: 0, retainedBytes: null })
  })

  test('prints as many classes as asked for', async () => {
    expect((await json('diff', a, b, '--top', '3')).classes).toHaveLength(3)
  })

  test('reads gzip and stdin', async () => {
    const packed = join(snapshots.folder, 'a.heapsnapshot.gz')
    await writeFile(packed, gzipSync(await readFile(a)))
    const script = `
      import { Command } from 'commander'
      import { registerHeapCommands } from ${JSON.stringify(new URL('../../src/cli/heap/commands.ts', import.meta.url).href)}
      const stream = { write: (text) => { process.stdout.write(text) }, columns: null, color: false, live: false }
      const program = new Command('memdiag')
      registerHeapCommands(program, { stdout: stream, stderr: { ...stream, write() {} }, cwd: process.cwd(), language: null })
      await program.parseAsync(['heap', 'diff', ${JSON.stringify(packed)}, '-', '--format', 'json'], { from: 'user' })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    createReadStream(b).pipe(child.stdin)

    let written = ''
    for await (const text of child.stdout.setEncoding('utf8')) written += text

    expect(JSON.parse(written)).toEqual(await json('diff', a, b))
  })

  test('shows people the class with its file and line, and human sizes', async () => {
    expect(await heap('diff', a, b)).toMatch(
      /LeakedSubscription leaky-service\.cjs:43 +105 +0 +[\d.]+ KiB +0 B +\+[\d.]+ KiB/,
    )
  })
})

test('heap summary has the same classes with count, own and retained bytes', async () => {
  const document = await json('summary', b)

  const socket = document.classes.find((row: { class: string }) => row.class === 'Socket')
  expect(socket).toMatchObject({
    class: 'Socket',
    count: 453,
    shallowBytes: expect.any(Number),
    retainedBytes: expect.any(Number),
  })
  expect(document.biggest).toHaveLength(20)
  expect(document.duplicatedStrings.length).toBeGreaterThan(0)
  expect(document.detached).toBeInstanceOf(Array)
  expect(await heap('summary', b)).toContain('Biggest objects')
})

describe('heap retainers', () => {
  test('groups the objects of a class by the path that holds them, from the root to the object', async () => {
    const { objects, paths } = await json(
      'retainers',
      b,
      '--class',
      'LeakedSubscription',
      '--since',
      a,
    )

    expect(objects).toBe(105)
    expect(paths[0].objects).toBe(105)
    const steps = paths[0].path.map(
      ({ edge, type, name }: Record<string, string>) => `${edge} ${type} ${name}`,
    )
    expect(steps.slice(-4).map((step: string) => step.replace(/^\d+/, 'N'))).toEqual([
      'context object system / Context',
      'state object Object',
      'subscriptions object Array',
      'N object LeakedSubscription',
    ])
    expect(
      paths[0].path.find(
        (step: { type: string; name: string }) => step.type === 'closure' && step.name === 'next',
      ),
    ).toMatchObject({
      script: expect.stringMatching(/leaky-service\.cjs$/),
      line: expect.any(Number),
      id: expect.any(Number),
    })
  })

  test('looks at one object by its id', async () => {
    const { paths } = await json('retainers', b, '--class', 'LeakedSubscription')
    const { id } = paths[0].path.at(-1)

    expect(await json('retainers', b, '--node', `@${id}`)).toMatchObject({
      objects: 1,
      paths: [{ objects: 1 }],
    })
  })

  test('names the way in words', async () => {
    const text = await heap('retainers', b, '--class', 'LeakedSubscription')

    expect(text).toMatch(
      /^105 objects of LeakedSubscription\n\n105 of 105, retaining [\d.]+ KiB, held by `subscriptions` \(Array\) <- function next in leaky-service\.cjs:\d+\n/,
    )
    expect(text).toContain('.subscriptions of Object')
    expect(text).toContain('variable state of system / Context')
    expect(text).toMatch(/function next in leaky-service\.cjs:\d+/)
  })
})

test('heap suspects names what grew in every interval, what is closed yet held, and the edge to cut', async () => {
  const { suspects } = await json('suspects', a, b, c)

  const of = (name: string, rule: string) =>
    suspects.find(
      (each: { class: string; rule: string }) => each.class === name && each.rule === rule,
    )
  expect(of('LeakedSubscription', 'grew-steadily')).toMatchObject({
    objects: [0, 105, 210],
    suspected: 210,
    cut: { edge: 'subscriptions', edgeType: 'property', from: { name: 'Object' } },
    holder: { name: 'Array', objects: 210 },
  })
  expect(of('Socket', 'closed-but-held')).toMatchObject({
    by: 'destroyed',
    suspected: 37,
    cut: { edge: 'sockets' },
  })
  // Messages are a part of the sessions, which are named.
  expect(suspects.map((each: { class: string }) => each.class)).not.toContain('Message')
  expect(await heap('suspects', a, b, c)).toContain('are closed (destroyed = true) and still held')
})

describe('wrong use is told with what to do', () => {
  test.each([
    ['LeakedSubscritpion', 'Near it: LeakedSubscription.'],
    ['sockt', 'Near it: Socket.'],
    ['sesion', 'Near it: Session.'],
    ['Quite another', 'See `memdiag heap summary` for the names of classes.'],
  ])('a class by the name %s', async (name, hint) => {
    const failure: unknown = await heap('retainers', b, '--class', name).then(
      () => 'no complaint',
      (error: unknown) => error,
    )

    expect(failure).toMatchObject({
      message: `There is no object of class ${name} in ${b}.`,
      hint,
    })
  })

  test.each<[string, () => string[], string]>([
    [
      'no such file',
      () => ['summary', 'missing.heapsnapshot'],
      'There is no file missing.heapsnapshot.',
    ],
    ['a folder', () => ['summary', '.'], 'Could not read .: it is a folder.'],
    [
      'the newer first',
      () => ['diff', 'b.heapsnapshot', 'a.heapsnapshot'],
      'b.heapsnapshot was taken after a.heapsnapshot',
    ],
    [
      'no such class',
      () => ['retainers', 'a.heapsnapshot', '--class', 'Sockt'],
      'There is no object of class Sockt in a.heapsnapshot.',
    ],
    [
      'neither class nor object',
      () => ['retainers', 'a.heapsnapshot'],
      'Name either a class or an object.',
    ],
    [
      'a file that is no snapshot',
      () => ['summary', 'other.json'],
      'it is JSON that begins with "name"',
    ],
    ['a broken gzip', () => ['summary', 'broken.gz'], 'broken.gz is not a whole gzip file'],
    [
      'an older file that is cut off',
      () => ['diff', 'cut.heapsnapshot', 'b.heapsnapshot'],
      'Not a whole heap snapshot: expected',
    ],
  ])('%s', async (_, args, message) => {
    await writeFile(join(snapshots.folder, 'other.json'), '{"name":"x"}')
    await writeFile(
      join(snapshots.folder, 'broken.gz'),
      gzipSync(await readFile(a)).subarray(0, 5000),
    )
    await writeFile(
      join(snapshots.folder, 'cut.heapsnapshot'),
      (await readFile(a)).subarray(0, 1_000_000),
    )

    const failure = await heap(...args()).then(() => 'no complaint', messageOf)

    expect(failure).toContain(message)
  })

  test('snapshots of two processes', async () => {
    await using other = await makeSnapshots(process.execPath, 1, 0.2)
    await promisify(execFile)('cp', [
      other.files[0] ?? '',
      join(snapshots.folder, 'other.heapsnapshot'),
    ])

    const failure = await heap('diff', 'a.heapsnapshot', 'other.heapsnapshot').then(
      () => 'no complaint',
      messageOf,
    )

    expect(failure).toContain('a.heapsnapshot and other.heapsnapshot are of different processes')
  })
})
