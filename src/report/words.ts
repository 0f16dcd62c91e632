import type { Cause } from '../core/names.ts'
import type { Language } from '../core/narration.ts'
import type { Confidence } from '../core/verdict.ts'
import type { SectionId } from './blocks.ts'
import { CHINESE } from './words-zh.ts'
import { ENGLISH } from './words-en.ts'

/**
 * The fixed words of a postmortem in one language. What memdiag says itself (findings, verdict, fix) is put into the
 * language by src/words; commands and what hosts printed stay as they are on the log: they are evidence.
 */
export type Words = {
  readonly title: (service: string) => string
  readonly sections: Readonly<Record<SectionId, string>>
  readonly facts: Readonly<
    Record<
      'service' | 'nodes' | 'investigation' | 'startedBy' | 'span' | 'exported' | 'zone',
      string
    >
  >
  readonly notice: Readonly<{
    running: (step: string) => string
    waiting: string
    failed: (reason: string) => string
    cancelled: (reason: string) => string
  }>
  readonly causes: Readonly<Record<Cause, string>>
  /** `text (a, b)` and `before: after`, as the language writes them. */
  readonly brackets: (text: string, ...inside: readonly string[]) => string
  readonly colon: (before: string, after: string) => string
  readonly confidence: Readonly<Record<Confidence, string>>
  readonly labels: Labels
  readonly columns: Columns
  readonly timeline: TimelineWords
  readonly impact: ImpactWords
  readonly factors: FactorWords
  readonly texts: Texts
}

type Labels = Readonly<
  Record<
    | 'because'
    | 'account'
    | 'contributing'
    | 'notNoticed'
    | 'earlier'
    | 'command'
    | 'byHand'
    | 'output'
    | 'missing'
    | 'findings'
    | 'measurements'
    | 'unreached'
    | 'nextMeasurement'
    | 'countRules'
    | 'change',
    string
  >
>

type Columns = Readonly<
  Record<
    | 'time'
    | 'event'
    | 'node'
    | 'step'
    | 'asked'
    | 'took'
    | 'exit'
    | 'evidence'
    | 'item'
    | 'bytes'
    | 'share'
    | 'usage'
    | 'limit'
    | 'processes'
    | 'action'
    | 'owner'
    | 'check'
    | 'cause'
    | 'why'
    | 'rule'
    | 'workers'
    | 'arithmetic'
    | 'matches'
    | 'id'
    | 'finding',
    string
  >
>

type TimelineWords = Readonly<{
  started: (node: string, processes: number) => string
  memoryLine: (node: string, count: number, text: string) => string
  opened: (by: string) => string
  stepDone: (step: string, text: string) => string
  stepFailed: (step: string, reason: string) => string
  stepSkipped: (step: string) => string
  nodeFailed: (node: string, text: string) => string
  verdict: (cause: string, confidence: string) => string
  ended: Readonly<Record<'done' | 'failed' | 'cancelled', string>>
  said: (by: string, text: string) => string
  resumed: (by: string) => string
  asked: (approval: string, text: string) => string
  decided: (approval: string, decision: string, by: string | null) => string
  decisions: Readonly<Record<'approved' | 'denied' | 'expired', string>>
  attempted: (rung: string, node: string, pid: number) => string
  refused: (rung: string, node: string, text: string) => string
}>

type ImpactWords = Readonly<{
  usage: (usage: string, limit: string, share: string, nodes: number) => string
  usageAlone: (usage: string, nodes: number) => string
  held: (bytes: string) => string
  outOfMemory: string
  noOutOfMemory: string
  unknownOutOfMemory: string
  users: string
}>

type FactorWords = Readonly<{
  /** Since when the service ran as it was found. */
  since: (instant: string, span: string) => string
  saidBefore: (instant: string, count: number, text: string) => string
  unknownWhy: string
  threshold: (share: string, bytes: string) => string
  causes: Readonly<Partial<Record<Cause, string>>>
  noTrend: string
}>

type Texts = Readonly<
  Record<
    | 'noVerdict'
    | 'noCause'
    | 'measured'
    | 'measuredTouched'
    | 'repeat'
    | 'noneRuledOut'
    | 'noFix'
    | 'noPrediction'
    | 'proved'
    | 'notProved'
    | 'notVerified'
    | 'unassigned'
    | 'watch'
    | 'watchCheck'
    | 'fixCheck'
    | 'verifyAction'
    | 'unexplained'
    | 'usage'
    | 'truncated'
    | 'evidence'
    | 'noMeasurement'
    | 'worded',
    string
  > & {
    predicted: (bytes: string) => string
    explained: (bytes: string) => string
    predictedRange: (low: string, high: string) => string
    verifiedBy: (id: string) => string
    atHand: (share: string) => string
  }
>

const CATALOGUE: Readonly<Record<Language, Words>> = { en: ENGLISH, zh: CHINESE }

export function wordsOf(language: Language): Words {
  return CATALOGUE[language]
}
