import { quote } from '../shell.ts'

/**
 * A pattern as one word of a POSIX shell in which only `*`, `?` and plain `[...]` keep their meaning:
 * everything else is quoted, so that no substitution, redirection or second command can come of it.
 */
export function quoteGlob(pattern: string): string {
  let word = ''
  let plainFrom = 0
  for (const match of pattern.matchAll(WILDCARD)) {
    word += quotePart(pattern.slice(plainFrom, match.index)) + match[0]
    plainFrom = match.index + match[0].length
  }
  return word + quotePart(pattern.slice(plainFrom)) || "''"
}

const WILDCARD = /[*?]|\[[!^]?[A-Za-z0-9_.-]{1,64}\]/g

function quotePart(part: string): string {
  return part === '' ? '' : quote(part)
}
