import { type KnownForm, worded } from '../core/known-forms.ts'
import { say, type Wording } from '../core/say.ts'

/** How zod words what people get wrong in a file or a variable: https://zod.dev/error-formatting. */
const FORMS: readonly KnownForm[] = [
  [
    /^Invalid input: expected (.+), received undefined$/,
    (wanted = '') => say`missing: expected ${wanted}`,
  ],
  [
    /^Invalid input: expected (.+), received (.+)$/,
    (wanted = '', given = '') => say`Invalid input: expected ${wanted}, received ${given}`,
  ],
  [/^Invalid input: expected ([^,]+)$/, (wanted = '') => say`Invalid input: expected ${wanted}`],
  [
    /^Invalid option: expected one of (.+)$/,
    (wanted = '') => say`Invalid option: expected one of ${wanted}`,
  ],
  [
    /^Too small: expected (\w+) to have >=(\d+) (\w+)$/,
    (kind = '', least = '', what = '') =>
      say`Too small: expected ${kind} to have >=${least} ${what}`,
  ],
  [
    /^Too small: expected (\w+) to be (>=?\S+)$/,
    (kind = '', limit = '') => say`Too small: expected ${kind} to be ${limit}`,
  ],
  [
    /^Too big: expected (\w+) to be (<=?\S+)$/,
    (kind = '', limit = '') => say`Too big: expected ${kind} to be ${limit}`,
  ],
]

/** A fault as its schema words it, to be put into another language; what it does not know stays as it is. */
export function faultWords(message: string): Wording {
  return worded(FORMS, message)
}
