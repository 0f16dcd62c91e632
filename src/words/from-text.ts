import { type Message, type Said, SILENCE } from '../core/say.ts'
import { FAULTS } from './zh/config.ts'
import { ERRORS } from './zh/errors.ts'
import { LADDER } from './zh/ladder.ts'
import { REQUESTS } from './zh/requests.ts'
import { STORED } from './zh/stored.ts'

/**
 * What stands on a log as plain English, recognised by the template it was said with: what could not be read, how a
 * process manager was recognised, why a node was not reached, the words of a card. So these need no message beside
 * each of them, and logs of older versions read in other languages as well. Anything else is what it is.
 */
export function fromText(text: string): Said {
  if (text === '') return SILENCE
  const message = within(text, 0) ?? bySentences(text) ?? recognised(text, 0)
  return message === null ? { text } : { text, message }
}

/** More of them than memdiag says at once are a host's. */
const MOST_SENTENCES = 12

/** Between two sentences. */
const BREAK = /(?<=^|[.!?]) (?=[A-Z`])/

/** A text of several sentences, each run of them by its own template; null where none of them is recognised. */
function bySentences(text: string): Message | null {
  const all = text.split(BREAK)
  if (all.length < 2 || all.length > MOST_SENTENCES) return null
  const values: (string | Message)[] = []
  for (let from = 0; from < all.length; ) {
    const run = longestRun(all.slice(from))
    values.push(run.said)
    from += run.count
  }
  if (values.every((value) => typeof value === 'string')) return null
  const joined = values.reduce((before, next) => ({ id: '{0} {1}', values: [before, next] }))
  return typeof joined === 'string' ? null : joined
}

function longestRun(sentences: readonly string[]): { said: string | Message; count: number } {
  for (let count = sentences.length; count > 0; count -= 1) {
    const said = within(sentences.slice(0, count).join(' '), TELLING)
    if (said !== null) return { said, count }
  }
  return { said: sentences[0] ?? '', count: 1 }
}

/** By a template that does not swallow the next sentence, as a fault's hint is, in one of its places. */
function within(text: string, leastOwn: number, depth = DEEPEST): Message | null {
  if (depth === 0) return null
  const isWhole = (value: string) =>
    !BREAK.test(value) || within(value, TELLING, depth - 1) !== null
  return recognised(text, leastOwn, { depth, isWhole })
}

/** A template has so many characters of its own where no host's words look like it by chance. */
export const TELLING = 12

/** Longer ones are a host's: nothing that memdiag says by itself comes near. */
const LONGEST = 2_000

/** By a template of at least so many characters of its own; what stands in its places may be said by another, so deep. */
export function recognised(
  text: string,
  leastOwn: number,
  {
    depth = DEEPEST,
    isWhole = () => true,
  }: { readonly depth?: number; readonly isWhole?: (value: string) => boolean } = {},
): Message | null {
  if (text.length > LONGEST || depth === 0) return null
  for (const { id, own, pieces } of TEMPLATES) {
    if (own < leastOwn) return null
    const values = valuesIn(text, pieces)
    if (values === null || !values.every(isWhole)) continue
    const deeper = { depth: depth - 1, isWhole }
    return { id, values: values.map((value) => recognised(value, leastOwn, deeper) ?? value) }
  }
  return null
}

/** Templates stand in one another three deep; a host's text of nothing but separators would go on for hundreds. */
const DEEPEST = 6

/** The most telling first: where two templates fit, the one with more words of its own. */
const TEMPLATES = [STORED, LADDER, ERRORS, REQUESTS, FAULTS]
  .flatMap((area) => Object.keys(area))
  .map((id) => ({ id, pieces: id.split(/\{\d+\}/) }))
  .map(({ id, pieces }) => ({ id, pieces, own: pieces.join('').length }))
  .toSorted((left, right) => right.own - left.own)

/**
 * What stands in the places of a template, each of them as short as can be and not empty; null where the text was not
 * said with it. A regular expression finds the same, but goes back and forth for minutes in a text that is made for it.
 */
function valuesIn(text: string, pieces: readonly string[]): string[] | null {
  const [first = '', ...rest] = pieces
  const last = rest.pop()
  if (last === undefined) return text === first ? [] : null
  if (!text.startsWith(first)) return null
  const values: string[] = []
  let from = first.length
  for (const piece of rest) {
    const at = text.indexOf(piece, from + 1)
    if (at < 0) return null
    values.push(text.slice(from, at))
    from = at + piece.length
  }
  const end = text.length - last.length
  if (end <= from || !text.endsWith(last)) return null
  return [...values, text.slice(from, end)]
}
