import { charactersOf, takeColumns, widthOf } from './width.ts'

/** The least room for words: on a narrower screen the terminal breaks the lines. */
const LEAST_ROOM = 20

/**
 * A text on lines that fit the screen, each indented as the prefix is long. Without a screen (`columns` is null) its
 * lines stay as long as they are.
 */
export function wrapText(text: string, columns: number | null, prefix = ''): string {
  const indent = ' '.repeat(widthOf(prefix))
  const room = columns === null ? Infinity : Math.max(LEAST_ROOM, columns - indent.length)
  return text
    .split('\n')
    .flatMap((line) => (room === Infinity ? [line] : wrapLine(line, room)))
    .map((line, index) => `${index === 0 ? prefix : indent}${line}`)
    .join('\n')
}

/** Breaks one line where it fits the room: at spaces, and in scripts without spaces between characters. */
export function wrapLine(line: string, room: number): string[] {
  const lines: string[] = []
  let current = ''
  for (const { text, spaced } of unitsOf(line, room)) {
    const joined = spaced && current !== '' ? `${current} ${text}` : current + text
    if (current !== '' && widthOf(joined) > room) {
      lines.push(current)
      current = text
    } else current = joined
  }
  return [...lines, current]
}

/** What is not broken any further, and whether a space stands before it. */
type Unit = { readonly text: string; readonly spaced: boolean }

/** A public key: a line end in it would be copied along with it. */
const KEY = /^[A-Za-z0-9+/=]{100,}$/

function unitsOf(line: string, room: number): Unit[] {
  return line.split(' ').flatMap((word) => {
    if (KEY.test(word)) return [{ text: word, spaced: true }]
    const pieces = piecesOf(word).flatMap((piece) => hardBroken(piece, room))
    return pieces.map((text, index) => ({ text, spaced: index === 0 }))
  })
}

/** Not at the beginning of a line, and not at the end of one. */
const CLOSING = /^[\p{Pe}\p{Pf}、。,.，．：:；;！!？?%％…]$/u
const OPENING = /[\p{Ps}\p{Pi}]$/u

/** Between wide characters a line may end. */
function piecesOf(word: string): string[] {
  if (widthOf(word) === word.length) return [word]
  const pieces: string[] = []
  let wideBefore = false
  for (const character of charactersOf(word)) {
    const wide = widthOf(character) > 1
    const last = pieces.at(-1)
    const stays = CLOSING.test(character) || (last !== undefined && OPENING.test(last))
    if (last === undefined || (!stays && (wide || wideBefore))) pieces.push(character)
    else pieces[pieces.length - 1] = last + character
    wideBefore = wide
  }
  return pieces
}

/** A word that no line holds is broken where the line ends. */
function hardBroken(piece: string, room: number): string[] {
  const pieces: string[] = []
  let rest = piece
  while (widthOf(rest) > room) {
    const head = takeColumns(rest, room)
    if (head === '') break
    pieces.push(head)
    rest = rest.slice(head.length)
  }
  return [...pieces, rest]
}
