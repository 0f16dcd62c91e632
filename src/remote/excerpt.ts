import { LIMITS } from './limits.ts'

/** A host's own words for a message: one line, no control characters, bounded. The end is kept: errors come last. */
export function excerpt(text: string): string {
  const plain = text
    .slice(-LIMITS.quotedCharacters * 10)
    .replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
  return plain.length <= LIMITS.quotedCharacters
    ? plain
    : `…${plain.slice(-LIMITS.quotedCharacters)}`
}
