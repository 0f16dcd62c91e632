/** A stretch of text that is either code (it stood between backticks) or prose. */
export type Stretch = { readonly code: boolean; readonly text: string }

/** Text as stretches of prose and code. A backtick that is never closed is a backtick. */
export function stretches(text: string): Stretch[] {
  return visible(text)
    .split(/(`[^`\n]+`)/)
    .filter((part) => part !== '')
    .map((part) =>
      part.length > 2 && part.startsWith('`') && part.endsWith('`')
        ? { code: true, text: part.slice(1, -1) }
        : { code: false, text: part },
    )
}

/**
 * Text from a host or a person, safe to write down: control characters and those that turn the writing direction
 * become visible as U+FFFD. Line feeds stay, tabs become two blanks.
 */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '  ')
    .replaceAll(
      /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g,
      '\uFFFD',
    )
}
