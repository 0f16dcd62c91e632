import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Remote } from '../../../src/core/remote-port.ts'
import type { Target } from '../../../src/core/target.ts'
import { killIfThere } from '../../../src/demo/service-processes.ts'
import { hasSshd, isOpen, type Sshd } from '../../support/sshd.ts'
import { aRemote, sshTarget } from '../a-remote.ts'
import { type Cuttable, startCuttableSshd } from './cuttable.ts'
import { nodesToCut } from './peer-nodes.ts'
import { agentsOf, LEAKY, startTarget, type TargetProcess, until } from './targets.ts'

const never = new AbortController().signal
/** `npm run cuts` does 50. */
const RUNS = Number(process.env['MEMDIAG_CUTS'] ?? 6)

/** The cuts fall anywhere in what an undisturbed climb takes, and some after its end. */
const BEYOND_THE_END = 1.2

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

function throughTheWay(enter?: string): Target {
  return sshTarget({ ...sshd, port: way.port }, {}, enter)
}

/** The figures of a long run are what it is made for. */
function tell(figures: string): void {
  if (process.env['MEMDIAG_CUTS'] !== undefined) process.stdout.write(`${figures}\n`)
}

/** The whole ladder, until it is through or something breaks. */
async function climb(remote: Remote, target: Target, process: TargetProcess): Promise<void> {
  const { heap } = await remote.connect(target, never)
  const session = await heap.openInspector(
    { process: process.ref, bySignal: true, closeAfterMs: 60_000, deadlineMs: 5_000 },
    never,
  )
  try {
    await session.figures({ forceGc: true, deadlineMs: 5_000 }, never)
    await session.profile({ spanMs: 300, deadlineMs: 5_000 }, never)
    const { bytes } = session.snapshot({ abandonBelowBytes: 0, deadlineMs: 30_000 }, never)
    await Array.fromAsync(bytes)
  } finally {
    await session.close()
  }
}

/** How long a climb takes on this machine, in milliseconds, when nothing breaks. */
async function undisturbed(target: Target, process: TargetProcess): Promise<number> {
  const remote = aRemote()
  const started = performance.now()
  await climb(remote, target, process)
  const took = performance.now() - started
  await remote.close()
  return took
}

describe.skipIf(!hasSshd)('a connection that breaks at any moment', () => {
  test.each([
    ['a host', undefined],
    ['a container that is entered', 'exec env -i PATH="$PATH" sh'],
  ])(
    `leaves nothing open on %s`,
    async (what, enter) => {
      const left: string[] = []
      let broken = 0
      let cuts = 0
      await using stack = new AsyncDisposableStack()
      const targets: TargetProcess[] = []
      for (const node of nodesToCut()) targets.push(stack.use(await startTarget(LEAKY, { node })))
      const [first] = targets
      if (first === undefined) throw new Error('no target')
      const wholeMs = await undisturbed(throughTheWay(enter), first)
      for (let run = 0; run < RUNS; run += 1) {
        const target = targets[run % targets.length] ?? first
        const remote = aRemote()
        // One cut in each part of the climb: where all of them are drawn from the whole, all may fall behind its end.
        const afterMs = Math.round(((run + Math.random()) / RUNS) * wholeMs * BEYOND_THE_END)
        const cutting = new Promise((resolve) => setTimeout(resolve, afterMs)).then(() => way.cut())
        await climb(remote, throughTheWay(enter), target).catch(() => {
          broken += 1
        })
        await cutting
        try {
          await until(() => agentsOf(target.ref.pid).length === 0, 'the agent', 20_000)
          if (await isOpen(target.port)) left.push(`cut after ${afterMs} ms`)
        } catch (error) {
          left.push(`cut after ${afterMs} ms: ${String(error)}`)
        }
        cuts += 1
        await remote.close()
      }

      tell(`${what}: ${cuts} cuts, ${broken} of them within the climb; left: ${left.length}`)
      expect(left).toEqual([])
      expect(cuts).toBe(RUNS)
      expect(broken).toBeGreaterThan(0)
      expect(targets.map((each) => each.isAlive())).toEqual(targets.map(() => true))
    },
    (RUNS + 1) * 30_000,
  )

  test('is repaired by the next run', async () => {
    await using target = await startTarget(LEAKY)
    const remote = aRemote()
    const { heap } = await remote.connect(throughTheWay(), never)
    await heap.openInspector(
      { process: target.ref, bySignal: true, closeAfterMs: 60_000, deadlineMs: 5_000 },
      never,
    )
    // Nobody is left who would close it at once: the agent first, which closes it when its shell ends.
    for (const pid of agentsOf(target.ref.pid).toReversed()) killIfThere(pid)
    way.cut()
    await remote.close()
    expect(await isOpen(target.port)).toBe(true)

    const later = aRemote()
    const next = await later.connect(throughTheWay(), never)
    const end = await next.heap.closeInspector({ process: target.ref, wasClosed: false }, never)

    expect(end).toEqual({ state: 'closed', text: null })
    expect(await isOpen(target.port)).toBe(false)
    await later.close()
  }, 60_000)

  test('does not stop the process when nobody is told of it', async () => {
    await using target = await startTarget(`${LEAKY}; setInterval(() => console.log('tick'), 100)`)
    const remote = aRemote()
    const { heap } = await remote.connect(throughTheWay(), never)
    await heap.openInspector(
      { process: target.ref, bySignal: true, closeAfterMs: 8_000, deadlineMs: 5_000 },
      never,
    )

    way.freeze()
    let longest = 0
    let last = Date.now()
    let ticks = target.lines.length
    await until(
      async () => {
        if (target.lines.length > ticks) {
          longest = Math.max(longest, Date.now() - last)
          last = Date.now()
          ticks = target.lines.length
        }
        return !(await isOpen(target.port)) && agentsOf(target.ref.pid).length === 0
      },
      'the agent to close it',
      30_000,
    )

    expect(longest).toBeLessThan(2_000)
    expect(target.isAlive()).toBe(true)
    way.thaw()
    way.cut()
    await remote.close()
  }, 60_000)
})
