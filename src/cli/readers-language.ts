import type { State } from '../core/state.ts'
import type { CliDeps } from './cli-deps.ts'

/** As who reads it here would have asked for it, where they say which language is theirs. */
export function inReadersLanguage({ language }: Pick<CliDeps, 'language'>, state: State): State {
  return language === null ? state : { ...state, language }
}
