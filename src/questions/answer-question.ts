import { formatBytes } from '../core/bytes.ts'
import type { Evidence } from '../core/evidence.ts'
import type { Sentence } from '../core/narration.ts'
import type { StepName } from '../core/names.ts'
import type { State } from '../core/state.ts'
import { type Figure, figuresOf, stepOfFigure } from './figures.ts'
import type { Intent } from './parse-question.ts'
import { whoHolds } from './who-holds.ts'
import { english } from '../core/say.ts'
import { QUESTIONS } from './what-can-be-asked.ts'

/** An answer from the log: what it says, each sentence with what it rests on, and evidence whose tables are shown. */
export type Reply = { readonly sentences: readonly Sentence[]; readonly shows: readonly string[] }

/** Answers from what the log holds. Where it does not hold the answer, it says what would. */
export function answerQuestion(state: State, intent: Intent): Reply {
  switch (intent.kind) {
    case 'why-workers':
      return whyWorkers(state)
    case 'why':
      return why(state)
    case 'show':
      return show(state, intent.step, intent.node)
    case 'run':
      return say(
        `Measuring ${intent.step} again${intent.node === null ? '' : ` on ${intent.node}`}.`,
      )
    case 'who-holds':
      return whoHolds(state, intent.name)
    case 'ruled-out':
      return ruledOut(state)
    case 'about':
      return about(state, intent.cause)
    case 'fix':
      return fix(state)
    case 'expect':
      return expectation(state)
    case 'next':
      return next(state)
    case 'figure':
      return figure(state, intent.of)
    case 'out-of-memory':
      return outOfMemory(state)
    case 'growing':
      return growing(state)
    case 'noticed':
      return noticed(state)
    case 'begun':
      return begun(state)
    case 'no-node':
      return say(noSuchNode(state, intent.node))
    case 'help':
      return say(english(QUESTIONS))
  }
}

function whyWorkers(state: State): Reply {
  const counted = findings(
    state,
    /^(?:cpuinfo\.(?:count-rule|node-agent-forked|workers-against-cpus|limit-unseen)|logs\.node-agent-forking)\//,
  )
  const shows = state.evidence
    .filter((each) => each.values.kind === 'cpuinfo')
    .slice(0, 1)
    .map((each) => each.id)
  if (counted.length > 0) return { sentences: counted, shows }
  return unknown(state, 'cpuinfo', 'No step has told yet what set the number of workers.')
}

function why(state: State): Reply {
  const { verdict } = state
  if (verdict === null) return say(notYet(state))
  const confidence = verdict.confidence === 'none' ? '' : ` (${verdict.confidence})`
  return {
    sentences: [
      { text: `${verdict.cause}${confidence}: ${verdict.text}`, cites: verdict.because },
      ...cited(state, verdict.because),
    ],
    shows: [],
  }
}

function show(state: State, step: StepName, node: string | null): Reply {
  const found = state.evidence.filter(
    (each) => each.step === step && (node === null || each.node === node),
  )
  if (found.length > 0) {
    return {
      sentences: found
        .slice(0, SHOWN)
        .map((each) => ({ text: measuredAt(each), cites: [each.id] })),
      shows: found.slice(0, SHOWN).map((each) => each.id),
    }
  }
  return unknown(state, step, `${step} was not measured${node === null ? '' : ` on ${node}`}.`)
}

/** Tables that one answer shows: more are in the messages of the steps. */
const SHOWN = 3

function measuredAt({ step, node, at }: Evidence): string {
  return `${step} on ${node}, as measured at ${inUtc(at)}.`
}

function ruledOut(state: State): Reply {
  const { verdict } = state
  if (verdict === null) return say(notYet(state))
  if (verdict.ruledOut.length === 0) return say('Nothing was ruled out.')
  return {
    sentences: verdict.ruledOut.flatMap(({ cause, because }) =>
      cited(state, because).map(({ text, cites }) => ({ text: `${cause}: ${text}`, cites })),
    ),
    shows: [],
  }
}

function about(state: State, cause: State['findings'][number]['cause']): Reply {
  const said = state.findings.filter((each) => each.cause === cause)
  if (said.length === 0) {
    return unknown(state, null, `Nothing that was measured speaks for or against ${cause}.`)
  }
  const verdict = state.verdict
  const word =
    verdict === null
      ? []
      : verdict.cause === cause
        ? [
            {
              text: `Yes, ${cause} is the verdict (${verdict.confidence}).`,
              cites: verdict.because,
            },
          ]
        : verdict.ruledOut.some((each) => each.cause === cause)
          ? [{ text: `No, ${cause} is ruled out.`, cites: ids(said, 'against') }]
          : [
              {
                text: `That is open: ${cause} was neither accepted nor ruled out.`,
                cites: said.map((each) => each.id),
              },
            ]
  return {
    sentences: [
      ...word,
      ...said.map(({ id, speaks, text }) => ({
        text: speaks === 'neither' ? text : `${speaks === 'for' ? 'For' : 'Against'}: ${text}`,
        cites: [id],
      })),
    ],
    shows: [],
  }
}

function ids(of: State['findings'], speaks: 'for' | 'against'): string[] {
  return of.filter((each) => each.speaks === speaks).map((each) => each.id)
}

function fix(state: State): Reply {
  const { verdict } = state
  if (verdict === null) return say(notYet(state))
  if (verdict.fix === undefined) return next(state)
  const change = verdict.fix.change === undefined ? '' : ` Change: \`${verdict.fix.change}\``
  return {
    sentences: [{ text: `${verdict.fix.text}${change}`, cites: verdict.because }],
    shows: [],
  }
}

function expectation(state: State): Reply {
  const predicted = state.verdict?.fix?.predictedUsageBytes ?? null
  if (predicted === null) return next(state)
  const text = `About ${formatBytes(predicted)} after the fix. To hold that against a measurement: memdiag verify ${state.id}`
  return { sentences: [{ text, cites: state.verdict?.because ?? [] }], shows: [] }
}

function next(state: State): Reply {
  const measurement = state.verdict?.nextMeasurement
  if (state.verdict === null) return say(notYet(state))
  if (measurement === undefined) return say('The verdict asks for no further measurement.')
  return say(`I don't know more yet; this would tell (${measurement.step}): ${measurement.text}`)
}

function figure(state: State, of: Figure): Reply {
  // What the judge made of it says more than an average.
  const judged = of === 'worker-memory' ? findings(state, /^top\.private-memory\//) : []
  const sentences = judged.length > 0 ? judged : figuresOf(state, of)
  if (sentences.length > 0) return { sentences, shows: [] }
  return unknown(state, stepOfFigure(of), 'That was not measured.')
}

/** Findings whose rule says so, in logs or in the counters of a cgroup. */
function outOfMemory(state: State): Reply {
  const said = findings(state, /^\w+\.[\w-]*(?:out-of-memory|oom)[\w-]*\//)
  if (said.length > 0) return { sentences: said, shows: [] }
  return unknown(state, 'logs', 'Nothing that was read speaks of memory that ran out.')
}

function growing(state: State): Reply {
  const said = findings(state, /^\w+\.[\w-]*trend[\w-]*\//)
  if (said.length > 0) return { sentences: said, shows: [] }
  const watch = `memdiag run ${state.service.name} --watch 5m`
  return say(`I don't know. The memory was not watched long enough. This would tell: ${watch}`)
}

/** What the log knows of the time before; the postmortem says what would have told. */
function noticed(state: State): Reply {
  const { sentences } = outOfMemory(state)
  const before = sentences.filter(({ cites }) => cites.length > 0)
  const more = `Who watched it does not stand in the log. What would have told earlier is in the postmortem: memdiag export ${state.id}`
  return { sentences: [...before, { text: more, cites: [] }], shows: [] }
}

function begun({ startedBy, startedAt, endedAt, state }: State): Reply {
  const end = endedAt === null ? `it is ${state}` : `${state} at ${inUtc(endedAt)}`
  return say(`Begun by ${startedBy.replace(/^\w+:/, '')} at ${inUtc(startedAt)}; ${end}.`)
}

function inUtc(instant: string): string {
  return `${instant.slice(0, 19).replace('T', ' ')} UTC`
}

function noSuchNode({ service }: State, node: string): string {
  const names = service.targets.map((target) => target.name)
  const shown = names.slice(0, NAMED_NODES).join(', ')
  const more = names.length > NAMED_NODES ? ` and ${names.length - NAMED_NODES} more` : ''
  return `${service.name} has no node ${node}. It has: ${shown}${more}.`
}

/** Nodes that are named in a line. */
const NAMED_NODES = 10

/** "I don't know" with what would tell is an answer. */
function unknown(state: State, step: StepName | null, text: string): Reply {
  const told = step ?? state.verdict?.nextMeasurement?.step ?? null
  const would =
    told === null ? '' : ` This would tell: memdiag run ${state.service.name} --only ${told}`
  return say(`I don't know. ${text}${would}`)
}

function notYet(state: State): string {
  return `There is no verdict yet; the investigation is ${state.state}.`
}

function findings(state: State, pattern: RegExp): Sentence[] {
  return cited(
    state,
    state.findings.map((each) => each.id).filter((id) => pattern.test(id)),
  )
}

function cited(state: State, cites: readonly string[]): Sentence[] {
  return state.findings
    .filter((each) => cites.includes(each.id))
    .map(({ id, text }) => ({ text, cites: [id] }))
}

function say(text: string): Reply {
  return { sentences: [{ text, cites: [] }], shows: [] }
}
