import type { Part } from '../core/post.ts'
import { listed, say, type Wording } from '../core/say.ts'
import { ITEM_CHARACTERS } from './limits.ts'
import { oneLine, shorten } from './text.ts'
import type { Put } from './words.ts'

const SYMBOLS = { pending: '○', running: '▶', done: '✔', skipped: '–', failed: '✖' } as const

const STATES = {
  pending: say`pending`,
  running: say`running`,
  done: say`done`,
  skipped: say`skipped`,
  failed: say`failed`,
} as const

/** The state as a symbol and as a word: neither colour nor a picture alone carries it. */
export function progressLine(
  step: Extract<Part, { kind: 'progress' }>['steps'][number],
  put: Put,
): string {
  const text = oneLine(step.text)
  const word = put(STATES[step.state])
  const words: readonly Wording[] = [
    ...(text.toLowerCase().startsWith(word) ? [] : [word]),
    ...(step.took === undefined ? [] : [oneLine(step.took)]),
  ]
  const name = `${SYMBOLS[step.state]} ${oneLine(step.name)}`
  const head = words.length === 0 ? name : say`${name} (${listed(words)})`
  const line = put(text === '' ? head : say`${head}: ${text}`)
  return shorten(line, ITEM_CHARACTERS)
}
