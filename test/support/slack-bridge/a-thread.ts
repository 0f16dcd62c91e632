import type { State } from '../../../src/core/state.ts'
import { apply } from '../../../src/core/state.ts'
import { renderThread } from '../../../src/thread/render-thread.ts'
import {
  aFinding,
  anOpening,
  AT,
  aState,
  doneEvent,
  evidenceEvent,
  someEvidence,
  someTop,
} from '../builders.ts'
import { startApp } from './start-app.ts'

const LONG_OUTPUT = Array.from({ length: 900 }, (_, line) => `line ${line} of what top said`).join(
  '\n',
)

function aFinishedState(channel: string): State {
  const opening = anOpening({ startedBy: 'slack:U0ALICE', slack: { channel } })
  const evidence = someEvidence(someTop(), { output: { text: LONG_OUTPUT, truncated: true } })
  const state = aState([evidenceEvent(evidence), doneEvent('top', [aFinding()])], opening)
  const settled = apply(state, {
    kind: 'verdict',
    version: 1,
    at: AT,
    verdict: {
      cause: 'overforked-workers',
      confidence: 'confirmed',
      explainedBytes: 1,
      text: '48 workers where 2 would do.',
      because: ['top.worker-count/web-1'],
      contributing: [],
      ruledOut: [],
      fix: { text: 'Start 2 workers.', change: 'node-agent -i 2', predictedUsageBytes: 1 },
      nextMeasurement: { step: 'snapshot', text: 'What the heap holds.' },
    },
    account: { limitBytes: 2, usageBytes: 2, items: [], unexplainedBytes: 2 },
    nodes: [],
  })
  return apply(settled, { kind: 'ended', version: 1, at: AT, state: 'done' })
}

/** An investigation whose thread stands in the channel, as its engine would have posted it. */
export async function aThread(setup: Parameters<typeof startApp>[0] = {}, running = false) {
  const known = await startApp(setup)
  const { slack, app } = known
  const channel = slack.channelId('incidents')
  const state = running ? aState([], anOpening({ slack: { channel } })) : aFinishedState(channel)
  known.know(state)
  const thread = { investigation: state.id, channel }
  const refs = new Map<string, string>()
  for (const post of renderThread(state)) {
    const root = refs.get('root')
    const at = root === undefined ? thread : { ...thread, threadTs: root }
    refs.set(post.key, await app.posts.send(at, post))
  }
  const press = (label: string, key = 'summary', user = 'alice', deliveries = 1) =>
    slack.click({ label, user, channel: 'incidents', ts: refs.get(key) ?? '', deliveries })
  return { ...known, state, refs, press, channel }
}
