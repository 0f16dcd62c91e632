import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FileWay } from '../../../src/core/snapshot-file.ts'
import type { Remote } from '../../../src/core/remote-port.ts'
import type { Target } from '../../../src/core/target.ts'
import { hasSshd, type Sshd } from '../../support/sshd.ts'
import { aRemote, sshTarget } from '../a-remote.ts'
import { never, writing } from './by-file.ts'
import { type Cuttable, startCuttableSshd } from './cuttable.ts'
import {
  LEAKY,
  scriptsOf,
  startTarget,
  type TargetProcess,
  until,
  WRITES_AT_SIGHUP,
} from './targets.ts'

/** `npm run cuts` does 50 and more in all. */
const RUNS = Math.ceil(Number(process.env['MEMDIAG_CUTS'] ?? 8) / 4)
const BEYOND_THE_END = 1.1
const PROGRAM = `${LEAKY}; ${WRITES_AT_SIGHUP}`
const ENTERED = 'exec env -i PATH="$PATH" sh'

let sshd: Sshd
let way: Cuttable

beforeAll(async () => {
  if (!hasSshd) return
  ;({ sshd, way } = await startCuttableSshd())
})
afterAll(async () => {
  if (!hasSshd) return
  await way[Symbol.asyncDispose]()
  await sshd.stop()
})

const BY: Readonly<Record<string, (target: TargetProcess) => FileWay>> = {
  signal: () => ({ kind: 'signal' }),
  command: ({ folder }) => ({
    kind: 'command',
    command: 'kill -s HUP "$MEMDIAG_PID"; sleep 1',
    file: `${folder}/heap of {pid}.heapsnapshot`,
  }),
}

async function take(remote: Remote, place: Target, what: [TargetProcess, FileWay]): Promise<void> {
  const [target, by] = what
  const { heap } = await remote.connect(place, never)
  const { bytes } = await writing(heap, target, { by })
  await Array.fromAsync(bytes)
}

/** As if it were killed: it cannot come back to end its script either. */
async function cutAfter(ms: number, remote: Remote): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
  way.lose()
  await remote.close()
}

describe.skipIf(!hasSshd)('memdiag that is gone while a snapshot goes to a file', () => {
  test.each([
    ['a signal', 'signal', 'a host', undefined],
    ['a signal', 'signal', 'a container that is entered', ENTERED],
    ['a command', 'command', 'a host', undefined],
    ['a command', 'command', 'a container that is entered', ENTERED],
  ])(
    'leaves none of %s (%s) on %s',
    async (_what, kind, _where, enter) => {
      await using target = await startTarget(PROGRAM, { flags: ['--heapsnapshot-signal=SIGUSR2'] })
      const by = BY[kind]?.(target) ?? { kind: 'signal' }
      const place = sshTarget({ ...sshd, port: way.port }, {}, enter)
      const whole = aRemote()
      const started = performance.now()
      await take(whole, place, [target, by])
      const wholeMs = performance.now() - started
      await whole.close()
      const left: string[] = []
      let broken = 0

      for (let run = 0; run < RUNS; run += 1) {
        const remote = aRemote()
        const afterMs = Math.round(((run + Math.random()) / RUNS) * wholeMs * BEYOND_THE_END)
        const cutting = cutAfter(afterMs, remote)
        await take(remote, place, [target, by]).catch(() => {
          broken += 1
        })
        await cutting
        await until(
          () => scriptsOf({ ...target, pid: target.ref.pid }).length === 0,
          'the scripts to end',
          60_000,
        )
        way.restore()
        const files = readdirSync(target.folder).filter((name) => name !== 'service.cjs')
        if (files.length > 0) left.push(`cut after ${afterMs} ms: ${files.join(', ')}`)
      }

      expect(left).toEqual([])
      expect(broken).toBeGreaterThan(0)
      expect(target.isAlive()).toBe(true)
    },
    (RUNS + 1) * 60_000,
  )

  test('leaves none that was whole and that nobody begins to read', async () => {
    await using target = await startTarget(PROGRAM, { flags: ['--heapsnapshot-signal=SIGUSR2'] })
    const remote = aRemote()
    const { heap } = await remote.connect(sshTarget({ ...sshd, port: way.port }), never)
    await writing(heap, target, { by: { kind: 'signal' } })
    way.lose()
    await remote.close()
    const files = (): string[] =>
      readdirSync(target.folder).filter((name) => name !== 'service.cjs')
    expect(files()).toHaveLength(1)

    await until(() => files().length === 0, 'the file to be removed', 60_000)
    way.restore()
  }, 90_000)
})
