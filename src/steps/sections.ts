import { ANSWER_CHARACTERS, LARGEST_NUMBER } from './limits.ts'

/** The answer of a probe, cut at its nonce. */
export type Sections = {
  /** The text of a section; undefined when the probe did not come to it. */
  get(name: string): string | undefined
  /** Its lines without empty ones; none when the section is absent. */
  lines(name: string): readonly string[]
  /** The probe came to its end: no section is cut off. */
  readonly complete: boolean
}

/**
 * Cuts an answer into its sections. Only a whole line `@<nonce> NAME` starts one, so that nothing a process
 * or a file says about itself can. The first of two with one name counts.
 */
export function readSections(text: string, nonce: string): Sections {
  const found = new Map<string, string>()
  const mark = `\n@${nonce} `
  const padded = `\n${text.slice(0, ANSWER_CHARACTERS)}`
  let at = padded.indexOf(mark)
  while (at !== -1) {
    const nameEnd = padded.indexOf('\n', at + 1)
    const next = nameEnd === -1 ? -1 : padded.indexOf(mark, nameEnd)
    const name = padded.slice(at + mark.length, nameEnd === -1 ? undefined : nameEnd).trim()
    const content = nameEnd === -1 ? '' : padded.slice(nameEnd + 1, next === -1 ? undefined : next)
    if (/^[a-z][a-z0-9-]*$/.test(name) && !found.has(name)) found.set(name, content)
    at = next
  }
  return {
    get: (name) => found.get(name),
    lines: (name) => (found.get(name) ?? '').split('\n').filter((line) => line !== ''),
    complete: found.has('end'),
  }
}

/** A whole number from 0 to LARGEST_NUMBER in a text, null for anything else. */
export function wholeNumber(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return null
  const number = Number(text)
  return number <= LARGEST_NUMBER ? number : null
}

/** Bytes of a number of KiB, which the kernel calls kB: proc(5). Null for anything else or above the bound. */
export function kibBytes(text: string | undefined, largest = LARGEST_NUMBER): number | null {
  const number = wholeNumber(text)
  return number === null || number * 1024 > largest ? null : number * 1024
}

/** A decimal number of at least 0, null for anything else. */
export function decimalNumber(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,15}(?:\.\d{1,9})?$/.test(text)) return null
  return Number(text)
}

/** Host text for people: control characters become spaces, the length is bounded. */
export function readable(text: string, maxLength: number): string {
  const plain = text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim()
  return plain.length <= maxLength ? plain : `${plain.slice(0, maxLength - 1)}…`
}
