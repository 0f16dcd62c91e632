import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { FileWay } from '../../../src/core/snapshot-file.ts'
import { BY_SIGNAL, never, writing } from './by-file.ts'
import { heapHere } from './heap-here.ts'
import { IDLE, startTarget, type TargetProcess, until } from './targets.ts'

const here = heapHere()

function command(target: TargetProcess, text: string): FileWay & { readonly kind: 'command' } {
  return { kind: 'command', command: text, file: path.join(target.folder, 'heap.heapsnapshot') }
}

test('tells the command which process and which file, and says what it said when it fails', async () => {
  await using target = await startTarget(IDLE)
  const by = command(
    target,
    'echo "$MEMDIAG_PID $MEMDIAG_FILE" >"$MEMDIAG_FILE.told"; echo "no such endpoint" >&2; exit 22',
  )

  const asking = writing(here(), target, { by })

  await expect(asking).rejects.toMatchObject({
    code: 'refused',
    message: `Got no snapshot of process ${target.ref.pid} on here: the command ended with exit code 22: no such endpoint.`,
    hint: expect.stringContaining('services.yml'),
  })
  expect(readFileSync(`${by.file}.told`, 'utf8')).toBe(`${target.ref.pid} ${by.file}\n`)
})

test('takes a file that is there already for nobody’s, and lets it lie', async () => {
  await using target = await startTarget(IDLE)
  const by = command(target, `echo '{}' >"$MEMDIAG_FILE"`)
  writeFileSync(by.file, 'somebody’s')

  await expect(writing(here(), target, { by })).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('is there already'),
  })
  expect(readFileSync(by.file, 'utf8')).toBe('somebody’s')
})

test('follows no link that was laid where the file is to lie', async () => {
  await using target = await startTarget(IDLE)
  const by = command(target, 'true')
  const secret = path.join(target.folder, 'secret')
  writeFileSync(secret, '{}')
  symlinkSync(secret, by.file)

  await expect(writing(here(), target, { by })).rejects.toMatchObject({ code: 'refused' })
  expect(readFileSync(secret, 'utf8')).toBe('{}')
})

test('ends a command that takes too long, and what it wrote is removed afterwards', async () => {
  await using target = await startTarget(IDLE)
  const pidFile = path.join(target.folder, 'pid')
  const by = command(target, `echo $$ >${pidFile}; echo '{' >"$MEMDIAG_FILE"; exec sleep 300`)
  const heap = here()
  const to = await heap.placeFor({ process: target.ref, by }, never)

  await expect(writing(heap, target, { by, deadlineMs: 2_000 })).rejects.toMatchObject({
    message: expect.stringContaining('no whole file appeared in time'),
  })
  const end = await heap.removeWritten({ process: target.ref, to }, never)

  expect(end).toEqual({ state: 'removed', text: `The snapshot's file is removed: ${by.file}.` })
  expect(existsSync(by.file)).toBe(false)
  const pid = Number(readFileSync(pidFile, 'utf8'))
  await until(() => !existsSync(`/proc/${pid}`), 'the command to end')
})

test('runs nothing for a process that has another one’s number, or is not Node.js', async () => {
  await using target = await startTarget(IDLE)
  const by = command(target, 'touch "$MEMDIAG_FILE.ran"')
  const heap = here()
  const earlier = { ...target.ref, startTicks: target.ref.startTicks - 1 }

  await expect(heap.placeFor({ process: earlier, by }, never)).rejects.toMatchObject({
    code: 'not-there',
    message: `Got no snapshot of process ${target.ref.pid} on here: it ended, or another process has its number now.`,
    hint: expect.stringContaining('Investigate again'),
  })
  await expect(heap.placeFor({ process: earlier, by: BY_SIGNAL }, never)).rejects.toMatchObject({
    code: 'not-there',
    message: expect.stringContaining('Got no snapshot of'),
  })
  const limits = { abandonBelowBytes: 0, deadlineMs: 5_000, to: { path: by.file, before: [] } }
  await expect(
    heap.writeSnapshot({ process: earlier, by, ...limits }, never),
  ).rejects.toMatchObject({ code: 'not-there' })
  expect(existsSync(`${by.file}.ran`)).toBe(false)
})

test('gives up when memory runs short, and says what it cannot stop', async () => {
  await using target = await startTarget(IDLE)
  const by = command(target, 'exec sleep 300')

  const asking = writing(here(), target, { by, abandonBelowBytes: 2 ** 50 })

  await expect(asking).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('too little memory was left'),
  })
})
