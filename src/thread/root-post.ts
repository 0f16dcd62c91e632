import type { Part, Post } from '../core/post.ts'
import type { State, StepState } from '../core/state.ts'
import { alike } from './alike.ts'

/** The message that is updated in place: what is investigated, by whom, and how far it is. */
export function rootPost(state: State): Post {
  const headline = `Memory of ${state.service.name}: ${stateText(state)}`
  return {
    key: 'root',
    kind: 'root',
    text: headline,
    parts: [
      { kind: 'heading', text: headline },
      {
        kind: 'line',
        spans: [
          `${nodesText(state)} · started by `,
          { person: state.startedBy },
          ', ',
          { at: state.startedAt },
          ` · ${state.endedAt === null ? '' : `took ${spanText(state.startedAt, state.endedAt)} · `}${state.id}`,
        ],
      },
      { kind: 'progress', steps: state.steps.map((step) => progressOf(state, step)) },
      ...failureParts(state),
      ...cancelParts(state),
    ],
  }
}

function cancelParts(state: State): Part[] {
  if (state.endedAt !== null) return []
  return [
    {
      kind: 'actions',
      buttons: [
        {
          action: 'cancel',
          label: 'Cancel',
          investigation: state.id,
          style: 'danger',
          confirm: {
            title: 'Cancel the investigation?',
            text: `What memdiag runs on the hosts of ${state.service.name} is stopped. What was found so far stays.`,
            yes: 'Cancel it',
            no: 'Let it run',
          },
          command: `memdiag cancel ${state.id}`,
        },
      ],
    },
  ]
}

/** One line on a step: what it asks while it runs, what it found when it is done. */
export function progressText(state: State, step: StepState): string {
  switch (step.state) {
    case 'pending':
      return 'waiting'
    case 'running':
      return runningText(state, step)
    case 'skipped':
      return `skipped: ${reasonText(step.reason ?? '')}`
    case 'failed':
      return `failed: ${step.reason ?? 'no node answered'}`
    case 'done':
      return firstFinding(state, step)
  }
}

const REASONS: Readonly<Record<string, string>> = {
  'not-asked-for': 'not asked for',
  'websocket-off': 'services.yml says `websocket: off`',
  'no-node-reachable': 'no node can be reached',
}

export function reasonText(reason: string): string {
  return REASONS[reason] ?? reason
}

export function progressOf(state: State, step: StepState) {
  // A cancelled investigation leaves steps behind: nothing waits or runs any more.
  if (state.endedAt !== null && (step.state === 'pending' || step.state === 'running')) {
    const text = step.state === 'pending' ? 'not begun' : 'broken off'
    return { name: step.name, state: 'skipped' as const, text }
  }
  const { name, startedAt, endedAt } = step
  const timed = step.state === 'done' || step.state === 'failed'
  return {
    name,
    state: step.state,
    text: shortened(progressText(state, step)),
    ...(timed && startedAt !== null && endedAt !== null
      ? { took: spanText(startedAt, endedAt) }
      : {}),
  }
}

/** The time between two instants in words: `0.4 s`, `42 s`, `3 min 5 s`. */
export function spanText(from: string, to: string): string {
  const seconds = Math.max(0, Date.parse(to) - Date.parse(from)) / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

function runningText(state: State, step: StepState): string {
  const targets = state.service.targets.length
  if (targets === 1) return 'running'
  const answered = new Set(
    [...state.evidence, ...state.failures]
      .filter((each) => each.step === step.name)
      .map((each) => each.node),
  )
  return `running: ${answered.size} of ${targets} nodes answered`
}

/** A line of the root message: one glance, and the whole stands in the step's own message. */
const GLANCE = 100

function shortened(text: string): string {
  if (text.length <= GLANCE) return text
  const cut = text.slice(0, GLANCE)
  const space = cut.lastIndexOf(' ')
  return `${cut.slice(0, space > 0 ? space : GLANCE)} …`
}

/** The most telling finding: a decisive one for a cause before a strong one, before what is only noted. */
function firstFinding(state: State, step: StepState): string {
  const findings = state.findings.filter((finding) => step.findings.includes(finding.id))
  const rank = { decisive: 0, strong: 1, weak: 2 } as const
  const side = { for: 0, against: 1, neither: 2 } as const
  const [first] = findings.toSorted(
    (left, right) =>
      rank[left.strength] - rank[right.strength] || side[left.speaks] - side[right.speaks],
  )
  return first?.text ?? 'done'
}

function stateText(state: State): string {
  switch (state.state) {
    case 'running':
      return 'investigating'
    case 'waiting':
      return waitingText(state)
    case 'failed':
      return `failed: ${state.reason ?? 'unknown'}`
    case 'cancelled':
      return 'cancelled'
    case 'done':
      return state.verdict === null
        ? 'done'
        : `${state.verdict.cause}${state.verdict.confidence === 'none' ? '' : ` (${state.verdict.confidence})`}`
  }
}

function waitingText(state: State): string {
  const asked = state.approvals.find((each) => each.decided === null)
  if (asked !== undefined) return `waiting for an approval (${asked.rung})`
  const timer = state.timers.find((each) => each.fired === null)
  return timer === undefined ? 'waiting' : `waiting until ${timer.dueAt}`
}

function nodesText(state: State): string {
  const names = state.service.targets.map((target) => target.name)
  if (names.length <= SHOWN) return names.join(', ')
  return `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more nodes`
}

/** Names that fit into one line. */
const SHOWN = 6

function failureParts(state: State): Part[] {
  const final = state.failures.filter((failure) => failure.final)
  if (final.length === 0) return []
  const said = final.map(({ node, message, hint }) => ({
    node,
    text: `${message}${hint === undefined ? '' : ` ${hint}`}`,
  }))
  const items = alike(said, true)
  const more = items.length - FAILURES
  return [
    { kind: 'list', items: items.slice(0, FAILURES) },
    ...(more > 0
      ? [{ kind: 'small' as const, text: `and ${more} more reasons why nodes were not reached` }]
      : []),
  ]
}

/** Failures told in full in the root message; the rest are in the JSON. */
const FAILURES = 8
