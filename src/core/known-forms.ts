import type { Wording } from './say.ts'

/** What another program says, by its form, and how it is said here: the words get what the form's groups found. */
export type KnownForm = readonly [form: RegExp, words: (...found: string[]) => Wording]

/** A message of a library in words that may be put into another language; one of no known form stays as it is. */
export function worded(forms: readonly KnownForm[], message: string): Wording {
  for (const [form, words] of forms) {
    const found = form.exec(message)
    // A group that took no part is absent: its parameter's default stands for it.
    if (found !== null) return words(...found.slice(1))
  }
  return message
}
