import { type Message, type Said, SILENCE } from '../core/say.ts'
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
  const message = recognised(text, 0) ?? bySentences(text)
  return message === null ? { text } : { text, message }
}

/** More of them than memdiag says at once are a host's. */
const MOST_SENTENCES = 12

/** A text of several sentences, each run of them by its own template; null where none of them is recognised. */
function bySentences(text: string): Message | null {
  const all = text.split(/(?<=[.!?]) (?=[A-Z`])/)
  if (all.length < 2 || all.length > MOST_SENTENCES) return null
  const values: (string | Message)[] = []
  for (let from = 0; from < all.length; ) {
    const run = longestRun(all.slice(from))
    values.push(run.said)
    from += run.count
  }
  if (values.every((value) => typeof value === 'string')) return null
  return values.reduce<Message>((before, next) => ({ id: '{0} {1}', values: [before, next] }), {
    id: '{0}',
    values: values.splice(0, 1),
  })
}

function longestRun(sentences: readonly string[]): { said: string | Message; count: number } {
  for (let count = sentences.length; count > 0; count -= 1) {
    const said = recognised(sentences.slice(0, count).join(' '), TELLING)
    if (said !== null) return { said, count }
  }
  return { said: sentences[0] ?? '', count: 1 }
}

/** A template has so many characters of its own where no host's words look like it by chance. */
export const TELLING = 12

/** Longer ones are a host's: nothing that memdiag says by itself comes near. */
const LONGEST = 2_000

/** By a template of at least so many characters of its own. */
export function recognised(text: string, leastOwn: number): Message | null {
  if (text.length > LONGEST) return null
  for (const { id, own, pattern } of PATTERNS) {
    if (own < leastOwn) return null
    const match = pattern.exec(text)
    if (match === null) continue
    return { id, values: match.slice(1).map((value) => recognised(value, leastOwn) ?? value) }
  }
  return null
}

/** The most telling first: where two templates fit, the one with more words of its own. */
const PATTERNS = [STORED, LADDER, ERRORS, REQUESTS]
  .flatMap((area) => Object.keys(area))
  .map((id) => ({ id, own: id.replaceAll(/\{\d+\}/g, '').length, pattern: patternOf(id) }))
  .toSorted((left, right) => right.own - left.own)

function patternOf(id: string): RegExp {
  const pieces = id
    .split(/\{\d+\}/)
    .map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${pieces.join('(.+?)')}$`, 's')
}
