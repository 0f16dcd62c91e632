import type { Cause } from '../core/names.ts'
import { Cause as CauseNames } from '../core/names.ts'
import type { DropReason, Narration, Sentence } from '../core/narration.ts'
import type { State } from '../core/state.ts'
import {
  BLAMES,
  CAUSE_WORDS,
  CLAIMS_CERTAINTY,
  CLAIMS_HEALTH,
  DENIES,
} from '../core/cause-words.ts'
import { type Facts, factsOf, knownIds } from './facts.ts'
import { SENTENCE_CHARACTERS, SENTENCES } from './limits.ts'
import { figuresOf, isBacked, spelledNumbers } from './numbers.ts'

type Fault = { readonly reason: DropReason; readonly detail: string }
type Dropped = Narration['dropped'][number]

/**
 * Holds each sentence against what it cites. Kept is what cites known ids, has only numbers that stand there, and
 * blames nothing but the verdict's cause; everything else is dropped with its reason. It errs on the strict side:
 * a good sentence that is dropped costs a little style, a bad one that is kept costs the reader's trust.
 */
export function ground<S extends Sentence>(
  state: State,
  sentences: readonly S[],
): { kept: S[]; dropped: Dropped[] } {
  const kept: S[] = []
  const dropped: Dropped[] = []
  const ids = knownIds(state)
  for (const sentence of sentences.slice(0, SENTENCES)) {
    const fault = faultOf(state, ids, sentence)
    if (fault === null) kept.push(sentence)
    else
      dropped.push({
        text: cut(sentence.text),
        cites: sentence.cites.slice(0, 20).map(cut),
        ...fault,
      })
  }
  return { kept, dropped }
}

function faultOf(state: State, ids: ReadonlySet<string>, sentence: Sentence): Fault | null {
  const { cites } = sentence
  // Full-width digits and letters are what they look like.
  const text = sentence.text.normalize('NFKC')
  const shape = shapeFault(text)
  if (shape !== null) return shape
  if (cites.length === 0) return { reason: 'no-citation', detail: 'it cites nothing' }
  const unknown = cites.find((id) => !ids.has(id))
  if (unknown !== undefined) return { reason: 'unknown-citation', detail: cut(unknown) }
  const facts = factsOf(state, cites)
  return nameFault(text, facts) ?? numberFault(text, facts) ?? causeFault(state, text, facts)
}

/** One plain sentence: no markup that a chat program acts on, no address, nothing on a second line. */
function shapeFault(text: string): Fault | null {
  if (text.trim() === '' || text.length > SENTENCE_CHARACTERS) {
    return { reason: 'not-text', detail: 'it is empty or too long' }
  }
  const found =
    /[\u0000-\u001F\u007F]|https?:|www\.|<[@!#/a-z]|@(?:here|channel|everyone)\b|```|\]\(|[^\P{Nd}0-9]/iu.exec(
      text,
    )
  return found === null ? null : { reason: 'not-text', detail: JSON.stringify(found[0]) }
}

/** Code, paths, options and names with a digit in them stand in the facts, or are made up. */
function nameFault(text: string, { text: known }: Facts): Fault | null {
  const names = [
    ...text.matchAll(/`([^`]+)`/g),
    ...text.matchAll(/(?:^|[\s(“"'])((?:~|\.{0,2})\/[\w.@/-]+|--?[a-zA-Z][\w-]*)/g),
    ...text.matchAll(/(?<![\w.-])([A-Za-z][\w-]*\d[\w-]*)/g),
  ].map(([, name = '']) => name.replace(/[.,;:]+$/, ''))
  const madeUp = names.find((name) => !known.includes(name.toLowerCase()))
  return madeUp === undefined ? null : { reason: 'wrong-number', detail: cut(madeUp) }
}

function numberFault(text: string, { figures }: Facts): Fault | null {
  const [spelled] = spelledNumbers(text)
  if (spelled !== undefined) {
    return { reason: 'wrong-number', detail: `${spelled}: numbers are to be written in digits` }
  }
  const prose = text.replaceAll(/[A-Za-z][\w-]*\d[\w-]*/g, ' ')
  const wrong = figuresOf(prose).find((figure) => !isBacked(figure, figures))
  return wrong === undefined ? null : { reason: 'wrong-number', detail: wrong.text }
}

function causeFault(state: State, text: string, facts: Facts): Fault | null {
  const { verdict } = state
  if (verdict === null) return { reason: 'other-cause', detail: 'there is no verdict yet' }
  if (verdict.confidence !== 'confirmed' && CLAIMS_CERTAINTY.test(text) && !DENIES.test(text)) {
    return { reason: 'overclaim', detail: `the verdict is ${verdict.confidence}` }
  }
  if (verdict.cause !== 'healthy' && CLAIMS_HEALTH.test(text) && !DENIES.test(text)) {
    return { reason: 'other-cause', detail: 'healthy' }
  }
  const accepted = new Set<Cause>([
    verdict.cause,
    ...verdict.contributing.map((each) => each.cause),
  ])
  const spoken = CauseNames.options.filter((cause) => speaksOf(text, cause))
  const other = spoken.find((cause) => !accepted.has(cause) && !isDenied(text, cause, facts))
  if (other !== undefined) return { reason: 'other-cause', detail: other }
  const own = spoken.every((cause) => accepted.has(cause)) && spoken.length > 0
  if (own && DENIES.test(text) && BLAMES.test(text) && !deniesAnother(text)) {
    return { reason: 'other-cause', detail: `it denies ${verdict.cause}` }
  }
  const undecided = verdict.cause === 'inconclusive' && BLAMES.test(text) && !DENIES.test(text)
  return undecided ? { reason: 'other-cause', detail: 'the verdict is inconclusive' } : null
}

function speaksOf(text: string, cause: Cause): boolean {
  return text.includes(cause) ? cause !== 'healthy' : (CAUSE_WORDS[cause]?.test(text) ?? false)
}

/** A cause that was not accepted may be named where the sentence denies it and a finding against it is cited. */
function isDenied(text: string, cause: Cause, { findings }: Facts): boolean {
  const about = findings.filter((each) => each.cause === cause)
  return (
    DENIES.test(text) &&
    about.some((each) => each.speaks === 'against') &&
    !about.some((each) => each.speaks === 'for')
  )
}

/** `would not`, `where 2 would do, not 48`: the denial is of the number and not of the cause. */
function deniesAnother(text: string): boolean {
  return !/\b(?:not|n['’]t|no|never|neither)\b[^.,;]{0,40}\b(?:cause|reason|explain|responsible|culprit)|(?:不是|并非|没有|无法)[^,。;]{0,12}(?:原因|导致|造成|引起|解释)/i.test(
    text,
  )
}

function cut(text: string): string {
  return text.slice(0, SENTENCE_CHARACTERS)
}
