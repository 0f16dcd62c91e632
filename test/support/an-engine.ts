import { createEngine, type Engine, type EngineDeps } from '../../src/engine/engine.ts'
import type { LiveDeps } from '../../src/engine/live.ts'
import type { StepName } from '../../src/core/names.ts'
import type { Remote } from '../../src/core/remote-port.ts'
import type { Store } from '../../src/core/store-port.ts'
import type { Runbook } from '../../src/core/runbook.ts'
import type { Step } from '../../src/core/step.ts'
import { createRemote } from '../../src/remote/remote.ts'
import { aFinding, AT, theRunbook } from './builders.ts'
import { silentLog } from './store-deps.ts'

/** Six steps that say what they heard: enough to see what the engine does with them. */
export function echoSteps(script: Partial<Record<StepName, string>> = {}): Record<StepName, Step> {
  const step = (name: StepName): Step => ({
    name,
    probe: () => script[name] ?? `echo ${name} on $(uname -s)`,
    parse: (text) =>
      text.startsWith(name)
        ? { values: { kind: 'snapshot', processes: [], limitBytes: null }, missing: [] }
        : { values: { kind: 'none' }, missing: [{ what: 'the answer', reason: 'unreadable' }] },
    followUps: () => [],
    judge: ({ node, evidence }) => [
      aFinding({
        id: `${name}.heard/${node}`,
        step: name,
        node,
        cause: null,
        speaks: 'neither',
        text: evidence.findLast((each) => each.step === name)?.output.text.trim() ?? 'nothing',
        evidence: [`${name}/${node}`],
      }),
    ],
  })
  return {
    load: step('load'),
    snapshot: step('snapshot'),
    websocket: step('websocket'),
    logs: step('logs'),
    top: step('top'),
    cpuinfo: step('cpuinfo'),
  }
}

export function aRemote(): Remote {
  return createRemote({ home: '/nowhere', user: 'nobody', version: '0.0.0', log: silentLog })
}

/** No process can be asked anything: for tests that do not come to the ladder. */
export function nothingLive(): LiveDeps {
  const none = () => Promise.reject(new Error('no process can be asked here'))
  return {
    access: none,
    snapshots: { digest: none, compare: none },
    archive: {
      keepsWhole: false,
      putDigest: none,
      digest: none,
      keep: (_, bytes) => bytes,
      read: () => {
        throw new Error('nothing is kept here')
      },
      tidy: async () => undefined,
    },
  }
}

let ids = 0

/** An engine on a store; ids count up so that logs of two runs can be compared. */
export function anEngine(store: Store, change: Partial<EngineDeps> = {}): Engine {
  return createEngine({
    store,
    remote: aRemote(),
    steps: echoSteps(),
    runbook: theRunbook(),
    clock: { now: () => AT },
    newId: () => {
      ids += 1
      return `id${ids}`
    },
    self: { bootId: null, pids: [] },
    log: silentLog,
    live: nothingLive(),
    ...change,
  })
}

/** The runbook with short deadlines, for nodes that do not answer. */
export function hastyRunbook(deadlineSeconds: number): Runbook {
  const runbook = theRunbook()
  return { ...runbook, steps: runbook.steps.map((step) => ({ ...step, deadlineSeconds })) }
}
