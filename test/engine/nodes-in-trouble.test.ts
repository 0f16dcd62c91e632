import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Remote } from '../../src/core/remote-port.ts'
import type { Store } from '../../src/core/store-port.ts'
import { MemdiagError } from '../../src/core/errors.ts'
import { anEngine, aRemote, echoSteps, hastyRunbook } from '../support/an-engine.ts'
import { aService } from '../support/builders.ts'
import { aStore, type OpenStore } from '../support/store.ts'

const never = new AbortController().signal
const targets = ['web-1', 'web-2'].map((name) => ({ kind: 'local' as const, name }))

let open: OpenStore
let store: Store
beforeAll(async () => {
  open = await aStore()
  store = open.store
})
afterAll(async () => {
  await open[Symbol.asyncDispose]()
})

describe('nodes in trouble', () => {
  function remoteWhere(fault: (node: string) => Error | null): Remote {
    const local = aRemote()
    return {
      connect: async (target, signal) => {
        const error = fault(target.name)
        if (error !== null) throw error
        return local.connect(target, signal)
      },
      close: async () => undefined,
    }
  }

  test('a dead one is told once, with what to do, and the other goes on', async () => {
    let asked = 0
    const remote = remoteWhere((node) => {
      if (node !== 'web-2') return null
      asked += 1
      return new MemdiagError('unreachable', 'Could not reach web-2.', { hint: 'Is it up?' })
    })
    const engine = anEngine(store, { remote })
    const { id } = await engine.open({ service: aService({ targets }), startedBy: 'x' })

    const state = await engine.advance(id, never)

    expect(asked).toBe(1)
    expect(state.state).toBe('done')
    expect(state.failures).toMatchObject([
      {
        node: 'web-2',
        code: 'unreachable',
        message: 'Could not reach web-2.',
        hint: 'Is it up?',
        final: true,
      },
    ])
    expect(state.steps.every((step) => step.state === 'done')).toBe(true)
    expect(state.nodes.map((node) => [node.name, node.reachable, node.error])).toEqual([
      ['web-1', true, undefined],
      ['web-2', false, 'Could not reach web-2.'],
    ])
  })

  test('with every node dead the investigation fails', async () => {
    const remote = remoteWhere(() => new MemdiagError('unreachable', 'Down.'))
    const engine = anEngine(store, { remote })
    const { id } = await engine.open({ service: aService({ targets }), startedBy: 'x' })

    const state = await engine.advance(id, never)

    expect(state.state).toBe('failed')
    expect(state.verdict).toBeNull()
    expect(state.steps[0]?.reason).toBe('none of 2 nodes answered: Down.')
  })

  test('a probe that hangs is stopped at its deadline, and the other steps go on', async () => {
    const engine = anEngine(store, {
      steps: echoSteps({ load: 'echo load; sleep 600' }),
      runbook: hastyRunbook(1),
    })
    const { id } = await engine.open({ service: aService(), only: ['load', 'top'], startedBy: 'x' })

    const state = await engine.advance(id, never)

    expect(state.evidence[0]?.missing).toMatchObject([
      { what: 'the end of the probe', reason: 'timed-out' },
    ])
    expect(state.evidence[0]?.output.text).toBe('load\n')
    expect(state.evidence[1]?.output.text).toBe('top on Linux\n')
  })

  test('answers that nobody can read are no verdict', async () => {
    const engine = anEngine(store, { steps: echoSteps({ load: 'echo junk' }) })
    const { id } = await engine.open({ service: aService(), only: ['load'], startedBy: 'x' })

    const state = await engine.advance(id, never)

    expect(state).toMatchObject({
      state: 'failed',
      reason: 'no node gave an answer that could be read',
      verdict: null,
    })
    expect(state.evidence[0]?.output.text).toBe('junk\n')
  })

  test('a login that never gives a shell is asked once, and nothing is claimed of its end', async () => {
    let asked = 0
    const local = aRemote()
    const remote: Remote = {
      connect: async (target, signal) => ({
        ...(await local.connect(target, signal)),
        async run() {
          asked += 1
          return {
            stdout: '',
            stderr: '',
            exitCode: null,
            durationMs: 3000,
            truncated: false,
            timedOut: true,
            mayStillRun: true,
          }
        },
      }),
      close: async () => undefined,
    }
    const engine = anEngine(store, { remote })
    const { id } = await engine.open({ service: aService(), startedBy: 'x' })

    const state = await engine.advance(id, never)

    expect(asked).toBe(1)
    expect(state.state).toBe('failed')
    expect(state.failures).toMatchObject([
      {
        code: 'timed-out',
        message: 'Node web-1 let us in, but no shell answered within 20 s.',
        final: true,
      },
    ])
    expect(state.failures[0]?.hint).toContain('could not be stopped from here')
  })

  test('an answer without end is cut off and marked', async () => {
    const runbook = hastyRunbook(20)
    const engine = anEngine(store, {
      steps: echoSteps({ load: 'echo load; yes' }),
      runbook: {
        ...runbook,
        steps: runbook.steps.map((step) => ({ ...step, maxOutputBytes: 100_000 })),
      },
    })
    const { id } = await engine.open({ service: aService(), only: ['load'], startedBy: 'x' })

    const state = await engine.advance(id, never)

    expect(state.evidence[0]?.missing).toMatchObject([
      { what: 'the end of the answer', reason: 'truncated' },
    ])
    expect(state.evidence[0]?.output.truncated).toBe(true)
    expect(state.evidence[0]?.output.text.length).toBe(65_536)
  })
})
