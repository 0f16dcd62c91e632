import { causeWithConfidence } from '../core/cause-names.ts'
import type { Finding } from '../core/finding.ts'
import type { Post } from '../core/post.ts'
import { english, say, type Wording } from '../core/say.ts'
import { spanBetween } from '../core/span.ts'
import type { NodeFailure, State, StepState } from '../core/state.ts'
import { inLanguage } from '../words/in-language.ts'
import { fromText } from '../words/from-text.ts'
import { alike, namesOf } from './alike.ts'
import { type DraftPart, type DraftStep, worded } from './draft.ts'

/** The message that is updated in place: what is investigated, by whom, and how far it is. */
export function rootPost(state: State): Post {
  const headline = say`Memory of ${state.service.name}: ${stateText(state)}`
  return worded(state.language, {
    key: 'root',
    kind: 'root',
    text: headline,
    parts: [
      { kind: 'heading', text: headline },
      {
        kind: 'line',
        spans: [
          say`${nodesText(state)} · started by `,
          { person: state.startedBy },
          say`, `,
          { at: state.startedAt },
          state.endedAt === null
            ? ` · ${state.id}`
            : say` · took ${spanBetween(state.startedAt, state.endedAt)} · ${state.id}`,
        ],
      },
      { kind: 'progress', steps: state.steps.map((step) => progressOf(state, step)) },
      ...failureParts(state),
      ...cancelParts(state),
    ],
  })
}

function cancelParts(state: State): DraftPart[] {
  if (state.endedAt !== null) return []
  return [
    {
      kind: 'actions',
      buttons: [
        {
          action: 'cancel',
          label: say`Cancel`,
          investigation: state.id,
          style: 'danger',
          confirm: {
            title: say`Cancel the investigation?`,
            text: say`What memdiag runs on the hosts of ${state.service.name} is stopped. What was found so far stays.`,
            yes: say`Cancel it`,
            no: say`Let it run`,
          },
          command: `memdiag cancel ${state.id}`,
        },
      ],
    },
  ]
}

/** One line on a step: what it asks while it runs, what it found when it is done. */
export function progressText(state: State, step: StepState): Wording {
  switch (step.state) {
    case 'pending':
      return say`waiting`
    case 'running':
      return runningText(state, step)
    case 'skipped':
      return say`skipped: ${reasonText(step.reason ?? '')}`
    case 'failed':
      return say`failed: ${step.reason === undefined ? say`no node answered` : fromText(step.reason)}`
    case 'done':
      return firstFinding(state, step)
  }
}

const REASONS: Readonly<Record<string, Wording>> = {
  'not-asked-for': say`not asked for`,
  'websocket-off': say`services.yml says \`websocket: off\``,
  'no-node-reachable': say`no node can be reached`,
}

export function reasonText(reason: Wording): Wording {
  return REASONS[english(reason)] ?? (typeof reason === 'string' ? fromText(reason) : reason)
}

/** Why a node did not answer, with what to do about it where that is known. */
export function failureText({ message, hint }: Pick<NodeFailure, 'message' | 'hint'>): Wording {
  const why = fromText(message)
  return hint === undefined ? why : say`${why} ${fromText(hint)}`
}

export function progressOf(state: State, step: StepState): DraftStep {
  // A cancelled investigation leaves steps behind: nothing waits or runs any more.
  if (state.endedAt !== null && (step.state === 'pending' || step.state === 'running')) {
    const text = step.state === 'pending' ? say`not begun` : say`broken off`
    return { name: step.name, state: 'skipped' as const, text }
  }
  const { name, startedAt, endedAt } = step
  const timed = step.state === 'done' || step.state === 'failed'
  return {
    name,
    state: step.state,
    text: shortened(inLanguage(state.language, progressText(state, step))),
    ...(timed && startedAt !== null && endedAt !== null
      ? { took: inLanguage(state.language, spanBetween(startedAt, endedAt)) }
      : {}),
  }
}

function runningText(state: State, step: StepState): Wording {
  const targets = state.service.targets.length
  if (targets === 1) return say`running`
  const answered = new Set(
    [...state.evidence, ...state.failures]
      .filter((each) => each.step === step.name)
      .map((each) => each.node),
  )
  return say`running: ${answered.size} of ${targets} nodes answered`
}

/** A line of the root message: one glance, and the whole stands in the step's own message. */
const GLANCE = 100

function shortened(text: string): string {
  if (text.length <= GLANCE) return text
  const cut = text.slice(0, GLANCE)
  const space = cut.lastIndexOf(' ')
  return `${cut.slice(0, space > 0 ? space : GLANCE)} …`
}

/**
 * The most telling finding: a decisive one for a cause before a strong one, before what is only noted. Of several
 * nodes with the like, that of the fewest, with their names.
 */
function firstFinding(state: State, step: StepState): Wording {
  const findings = state.findings.filter((finding) => step.findings.includes(finding.id))
  const rank = { decisive: 0, strong: 1, weak: 2 } as const
  const side = { for: 0, against: 1, neither: 2 } as const
  const place = ({ strength, speaks }: Finding) => 3 * rank[strength] + side[speaks]
  const [first] = findings.toSorted((left, right) => place(left) - place(right))
  if (first === undefined) return say`done`
  const same = findings.filter((each) => each.cause === first.cause && place(each) === place(first))
  const told = same.map((each) => ({ node: each.node, text: each }))
  return alike(told, state.service.targets.length > 1)[0] ?? first
}

function stateText(state: State): Wording {
  switch (state.state) {
    case 'running':
      return say`investigating`
    case 'waiting':
      return waitingText(state)
    case 'failed':
      return say`failed: ${state.reason === null ? say`unknown` : fromText(state.reason)}`
    case 'cancelled':
      return say`cancelled`
    case 'done':
      return state.verdict === null
        ? say`done`
        : causeWithConfidence(state.verdict.cause, state.verdict.confidence)
  }
}

function waitingText(state: State): Wording {
  const asked = state.approvals.find((each) => each.decided === null)
  if (asked !== undefined) return say`waiting for an approval (${asked.rung})`
  const timer = state.timers.find((each) => each.fired === null)
  return timer === undefined ? say`waiting` : say`waiting until ${timer.dueAt}`
}

function nodesText(state: State): Wording {
  const names = state.service.targets.map((target) => target.name)
  return namesOf(names, SHOWN)
}

/** Names that fit into one line. */
const SHOWN = 6

function failureParts(state: State): DraftPart[] {
  const final = state.failures.filter((failure) => failure.final)
  if (final.length === 0) return []
  const said = final.map((each) => ({ node: each.node, text: failureText(each) }))
  const items = alike(said, true)
  const more = items.length - FAILURES
  return [
    { kind: 'list', items: items.slice(0, FAILURES) },
    ...(more > 0
      ? [{ kind: 'small' as const, text: say`and ${more} more reasons why nodes were not reached` }]
      : []),
  ]
}

/** Failures told in full in the root message; the rest are in the JSON. */
const FAILURES = 8
