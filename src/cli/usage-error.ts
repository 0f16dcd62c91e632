import { MemdiagError } from '../core/errors.ts'
import { type KnownForm, worded } from '../core/known-forms.ts'
import { say, SILENCE } from '../core/say.ts'

/** What commander says of a line that it cannot read: node_modules/commander/lib/command.js, its error methods. */
const FORMS: readonly KnownForm[] = [
  [/^unknown option '(.*)'$/, (option = '') => say`unknown option '${option}'`],
  [/^unknown command '(.*)'$/, (command = '') => say`unknown command '${command}'`],
  [
    /^missing required argument '(.*)'$/,
    (argument = '') => say`missing required argument '${argument}'`,
  ],
  [
    /^required option '(.*)' not specified$/,
    (option = '') => say`required option '${option}' not specified`,
  ],
  [/^option '(.*)' argument missing$/, (option = '') => say`option '${option}' argument missing`],
  [
    /^option '(.*)' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/,
    (option = '', given = '', choices = '') =>
      say`option '${option}' argument '${given}' is invalid. Allowed choices are ${choices}.`,
  ],
  [
    /^too many arguments(?: for '(.*)')?\. Expected (\d+) arguments? but got (\d+).*\.$/,
    (command = '', most = '', given = '') =>
      say`too many arguments for '${command}'. Expected ${most} but got ${given}.`,
  ],
]

/** A suggestion stands on a line of its own below what is wrong. */
const TOLD = /^(?:error: )?(.*?)(?:\n\(Did you mean (?:one of )?(.*)\?\))?$/s

/** Wrong use in words that may be put into another language; what a newer commander says stays as it is. */
export function usageError(told: string): MemdiagError {
  const [, message = told, meant] = TOLD.exec(told) ?? []
  const first = meant === undefined ? SILENCE : say`Did you mean ${meant}? `
  return new MemdiagError('usage', worded(FORMS, message), {
    hint: say`${first}See \`memdiag --help\`, or \`memdiag COMMAND --help\`.`,
  })
}
