import stringWidth from 'string-width'

/** In place of what was cut out of a text. */
const CUT = '...'

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Columns that a text takes on a terminal: two for a wide character (Chinese, emoji), none for one that joins. */
export function widthOf(text: string): number {
  return stringWidth(text)
}

/** The characters of a text as they are seen. */
export function charactersOf(text: string): string[] {
  return Array.from(characters.segment(text), ({ segment }) => segment)
}

export function padTo(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const padding = ' '.repeat(Math.max(0, width - widthOf(text)))
  return side === 'right' ? padding + text : text + padding
}

/** As much of the beginning of a text as fits, and never half a character. */
export function takeColumns(text: string, width: number): string {
  return widthOf(text) <= width ? text : firstThatFit(charactersOf(text), width).join('')
}

/** The beginning of a text, with a mark where something is missing. */
export function cutEnd(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${takeColumns(text, width - CUT.length)}${CUT}`
}

/** Beginning and end stay: a path tells by its beginning, a command or a title by its end. */
export function cutMiddle(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  const kept = Math.max(0, width - CUT.length)
  const head = Math.ceil(kept / 2)
  const tail = firstThatFit(charactersOf(text).toReversed(), kept - head).toReversed()
  return `${takeColumns(text, head)}${CUT}${tail.join('')}`
}

function firstThatFit(all: readonly string[], width: number): string[] {
  let used = 0
  const end = all.findIndex((each) => {
    used += widthOf(each)
    return used > width
  })
  return end === -1 ? [...all] : all.slice(0, end)
}
