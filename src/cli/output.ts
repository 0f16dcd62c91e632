/** Where a command writes. `columns` is null where nobody looks at a screen: nothing is cut to fit then. */
export type Stream = {
  write(text: string): void
  readonly columns: number | null
  readonly color: boolean
  /** A terminal on which lines can be drawn again. */
  readonly live: boolean
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
}

/** Text in a style where the stream shows colour, else the text as it is. */
export function styled(stream: Pick<Stream, 'color'>, style: Style, text: string): string {
  if (!stream.color) return text
  const [on, off] = CODES[style]
  return `\u001B[${on}m${text}\u001B[${off}m`
}

/**
 * Text from a host, safe for a terminal: control characters (escape sequences could redraw the screen or
 * worse) and those that turn the writing direction become visible as U+FFFD. Line feeds stay.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g,
    (found) => (found === '\t' ? '  ' : '\uFFFD'),
  )
}
