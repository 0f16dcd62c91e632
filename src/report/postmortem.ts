import { spanBetween } from '../core/span.ts'
import type { Event } from '../core/event.ts'
import type { Language } from '../core/narration.ts'
import { fold } from '../core/state.ts'
import { reasonText } from '../thread/root-post.ts'
import { inLanguage } from '../words/in-language.ts'
import { type Block, type Postmortem, SECTION_IDS, type SectionId } from './blocks.ts'
import { personOf, type ReportContext } from './context.ts'
import { actions } from './sections/actions.ts'
import { rootCause } from './sections/cause.ts'
import { evidence } from './sections/evidence.ts'
import { factors } from './sections/factors.ts'
import { fix, verification } from './sections/fix.ts'
import { impact } from './sections/impact.ts'
import { measured } from './sections/measured.ts'
import { ruledOut } from './sections/ruled-out.ts'
import { summary } from './sections/summary.ts'
import { timeline } from './sections/timeline.ts'
import type { Verification } from '../core/verification.ts'
import { stateInWords } from './state-in-words.ts'
import { wordsOf } from './words.ts'
import { formatInstant } from './zone.ts'

export type ReportOptions = {
  readonly language: Language
  /** A zone of the tz database, as parseZone returns it. */
  readonly zone: string
  /** When it is made, ISO 8601 UTC. */
  readonly exportedAt: string
  /** The later investigation that held the prediction of this one against what it measured. */
  readonly verifiedBy?: { readonly id: string; readonly verification: Verification }
}

const SECTIONS: Readonly<Record<SectionId, (context: ReportContext) => Block[]>> = {
  summary,
  impact,
  timeline,
  measured,
  'ruled-out': ruledOut,
  cause: rootCause,
  factors,
  fix,
  verification,
  actions,
  evidence,
}

/** The postmortem that a log tells, as content. Of an investigation that still runs it says so first. */
export function postmortem(events: readonly Event[], options: ReportOptions): Postmortem {
  const state = stateInWords(options.language, fold(events))
  const words = wordsOf(options.language)
  const context: ReportContext = { ...options, events, state, words }
  return {
    title: words.title(state.service.name),
    language: options.language,
    facts: facts(context),
    notice: noticeOf(context),
    sections: SECTION_IDS.map((id) => ({
      id,
      title: words.sections[id],
      blocks: SECTIONS[id](context),
    })),
  }
}

/** Nodes that are named at the top; all of them stand under `impact`. */
const NAMED = 6

function facts({ state, words, zone, exportedAt, language }: ReportContext): Postmortem['facts'] {
  const names = state.service.targets.map((target) => target.name)
  const more = names.length > NAMED ? ` + ${names.length - NAMED}` : ''
  const end = state.endedAt
  const span =
    end === null
      ? `${formatInstant(state.startedAt, zone)} –`
      : `${formatInstant(state.startedAt, zone)}, ${inLanguage(language, spanBetween(state.startedAt, end))}`
  return [
    [words.facts.service, state.service.name],
    [words.facts.nodes, `${names.slice(0, NAMED).join(', ')}${more}`],
    [words.facts.investigation, state.id],
    [words.facts.startedBy, personOf(state.startedBy)],
    [words.facts.span, span],
    [words.facts.exported, formatInstant(exportedAt, zone)],
    [words.facts.zone, zone],
  ]
}

function noticeOf({ state, words, language }: ReportContext): string | null {
  const reason = inLanguage(language, reasonText(state.reason ?? ''))
  switch (state.state) {
    case 'running': {
      const step = state.steps.find((each) => each.state === 'pending' || each.state === 'running')
      return words.notice.running(step?.name ?? 'summary')
    }
    case 'waiting':
      return words.notice.waiting
    case 'failed':
      return words.notice.failed(reason)
    case 'cancelled':
      return words.notice.cancelled(reason)
    case 'done':
      return null
  }
}
