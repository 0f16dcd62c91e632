import { formatBytes } from '../core/bytes.ts'
import { causeName, causeWithConfidence, confidenceName } from '../core/cause-names.ts'
import type { Evidence } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Sentence } from '../core/narration.ts'
import type { Cause, StepName } from '../core/names.ts'
import { type Said, say } from '../core/say.ts'
import type { State } from '../core/state.ts'
import { stateName } from '../core/state-names.ts'
import { inLanguage } from '../words/in-language.ts'
import { begun, figure, growing, noSuchNode, noticed, outOfMemory } from './circumstances.ts'
import { cited, type Draft, findings, inUtc, only, unknown } from './draft.ts'
import type { Intent } from './parse-question.ts'
import { whoHolds } from './who-holds.ts'
import { QUESTIONS } from './what-can-be-asked.ts'

/** An answer from the log: what it says, each sentence with what it rests on, and evidence whose tables are shown. */
export type Reply = { readonly sentences: readonly Sentence[]; readonly shows: readonly string[] }

/** Answers from what the log holds. Where it does not hold the answer, it says what would. */
export function answerQuestion(state: State, intent: Intent, language = state.language): Reply {
  const { sentences, shows } = draft(state, intent)
  return {
    sentences: sentences.map(({ text, cites }) => ({
      text: inLanguage(language, text),
      cites: [...cites],
    })),
    shows,
  }
}

function draft(state: State, intent: Intent): Draft {
  switch (intent.kind) {
    case 'why-workers':
      return whyWorkers(state)
    case 'why':
      return why(state)
    case 'show':
      return show(state, intent.step, intent.node)
    case 'run':
      return intent.node === null
        ? only(say`Measuring ${intent.step} again.`)
        : only(say`Measuring ${intent.step} again on ${intent.node}.`)
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
      return only(noSuchNode(state, intent.node))
    case 'help':
      return only(QUESTIONS)
  }
}

function whyWorkers(state: State): Draft {
  const counted = findings(
    state,
    /^(?:cpuinfo\.(?:count-rule|node-agent-forked|workers-against-cpus|limit-unseen)|logs\.node-agent-forking)\//,
  )
  const shows = state.evidence
    .filter((each) => each.values.kind === 'cpuinfo')
    .slice(0, 1)
    .map((each) => each.id)
  if (counted.length > 0) return { sentences: counted, shows }
  return unknown(state, 'cpuinfo', say`No step has told yet what set the number of workers.`)
}

function why(state: State): Draft {
  const { verdict } = state
  if (verdict === null) return only(notYet(state))
  const named = say`${causeWithConfidence(verdict.cause, verdict.confidence)}: ${verdict}`
  return {
    sentences: [{ text: named, cites: verdict.because }, ...cited(state, verdict.because)],
    shows: [],
  }
}

function show(state: State, step: StepName, node: string | null): Draft {
  const found = state.evidence.filter(
    // A look at the memory is no answer of the step that it was taken with.
    ({ step: of, node: on, values }) =>
      of === step && (node === null || on === node) && values.kind !== 'trend',
  )
  if (found.length > 0) {
    return {
      sentences: found
        .slice(0, SHOWN)
        .map((each) => ({ text: measuredAt(each), cites: [each.id] })),
      shows: found.slice(0, SHOWN).map((each) => each.id),
    }
  }
  const where =
    node === null ? say`${step} was not measured.` : say`${step} was not measured on ${node}.`
  return unknown(state, step, where)
}

/** Tables that one answer shows: more are in the messages of the steps. */
const SHOWN = 3

function measuredAt({ step, node, at }: Evidence): Said {
  return say`${step} on ${node}, as measured at ${inUtc(at)}.`
}

function ruledOut(state: State): Draft {
  const { verdict } = state
  if (verdict === null) return only(notYet(state))
  if (verdict.ruledOut.length === 0) return only(say`Nothing was ruled out.`)
  return {
    sentences: verdict.ruledOut.flatMap(({ cause, because }) =>
      cited(state, because).map(({ text, cites }) => ({
        text: say`${causeName(cause)}: ${text}`,
        cites,
      })),
    ),
    shows: [],
  }
}

function about(state: State, cause: Cause): Draft {
  const said = state.findings.filter((each) => each.cause === cause)
  if (said.length === 0) {
    return unknown(
      state,
      null,
      say`Nothing that was measured speaks for or against ${causeName(cause)}.`,
    )
  }
  const verdict = state.verdict
  const word =
    verdict === null
      ? []
      : verdict.cause === cause
        ? [
            {
              text: say`Yes, ${causeName(cause)} is the verdict (${confidenceName(verdict.confidence)}).`,
              cites: verdict.because,
            },
          ]
        : verdict.ruledOut.some((each) => each.cause === cause)
          ? [{ text: say`No, ${causeName(cause)} is ruled out.`, cites: ids(said, 'against') }]
          : [
              {
                text: say`That is open: ${causeName(cause)} was neither accepted nor ruled out.`,
                cites: said.map((each) => each.id),
              },
            ]
  return {
    sentences: [...word, ...said.map((each) => ({ text: spoken(each), cites: [each.id] }))],
    shows: [],
  }
}

function spoken(finding: Finding): Said {
  switch (finding.speaks) {
    case 'for':
      return say`For: ${finding}`
    case 'against':
      return say`Against: ${finding}`
    case 'neither':
      return finding
  }
}

function ids(of: State['findings'], speaks: 'for' | 'against'): string[] {
  return of.filter((each) => each.speaks === speaks).map((each) => each.id)
}

function fix(state: State): Draft {
  const { verdict } = state
  if (verdict === null) return only(notYet(state))
  if (verdict.fix === undefined) return next(state)
  const { change } = verdict.fix
  const text = change === undefined ? verdict.fix : say`${verdict.fix} Change: \`${change}\``
  return {
    sentences: [{ text, cites: verdict.because }],
    shows: [],
  }
}

function expectation(state: State): Draft {
  const predicted = state.verdict?.fix?.predictedUsageBytes ?? null
  if (predicted === null) return next(state)
  const text = say`About ${formatBytes(predicted)} after the fix. To hold that against a measurement: memdiag verify ${state.id}`
  return { sentences: [{ text, cites: state.verdict?.because ?? [] }], shows: [] }
}

function next(state: State): Draft {
  const measurement = state.verdict?.nextMeasurement
  if (state.verdict === null) return only(notYet(state))
  if (measurement === undefined) return only(say`The verdict asks for no further measurement.`)
  return only(say`I don't know more yet; this would tell (${measurement.step}): ${measurement}`)
}

function notYet({ state }: State): Said {
  return say`There is no verdict yet; the investigation is ${stateName(state)}.`
}
