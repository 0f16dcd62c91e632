import { type Message, type Said, SILENCE } from '../core/say.ts'
import { STORED } from './zh/stored.ts'

/**
 * What stands on a log as plain English, recognised by the template it was said with: what could not be read, how a
 * process manager was recognised, why a node was not reached, the words of a card. So these need no message beside
 * each of them, and logs of older versions read in other languages as well. Anything else is what it is.
 */
export function fromText(text: string): Said {
  if (text === '') return SILENCE
  const message = recognised(text, 0)
  return message === null ? { text } : { text, message }
}

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
const PATTERNS = Object.keys(STORED)
  .map((id) => ({ id, own: id.replaceAll(/\{\d+\}/g, '').length, pattern: patternOf(id) }))
  .toSorted((left, right) => right.own - left.own)

function patternOf(id: string): RegExp {
  const pieces = id
    .split(/\{\d+\}/)
    .map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${pieces.join('(.+?)')}$`, 's')
}
