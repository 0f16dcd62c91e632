import type { Wording } from '../core/say.ts'
import type { State } from '../core/state.ts'
import { fromText } from '../words/from-text.ts'
import { inLanguage } from '../words/in-language.ts'
import type { CliDeps } from './cli-deps.ts'
import { printable } from './output.ts'

/** Puts words into the language of who reads at this terminal; what a host said in them cannot redraw it. */
export function putFor({ language }: Pick<CliDeps, 'language'>): (words: Wording) => string {
  return (words) =>
    printable(inLanguage(language ?? 'en', typeof words === 'string' ? fromText(words) : words))
}

/** As who reads it here would have asked for it, where they say which language is theirs. */
export function inReadersLanguage({ language }: Pick<CliDeps, 'language'>, state: State): State {
  return language === null ? state : { ...state, language }
}
