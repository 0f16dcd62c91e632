import { Language } from '../core/narration.ts'
import type { Environment } from './environment.ts'

type Named = Pick<Environment, 'MEMDIAG_LANGUAGE' | 'LC_ALL' | 'LC_MESSAGES' | 'LANG'>

/**
 * The language of who reads: MEMDIAG_LANGUAGE, else the locale as POSIX looks it up; null where neither names one of
 * memdiag's. Chinese is written in simplified characters: a locale of Taiwan or Hong Kong does not ask for them.
 */
export function languageOf(env: Named): Language | null {
  if (env.MEMDIAG_LANGUAGE !== undefined) return env.MEMDIAG_LANGUAGE
  const locale = env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? ''
  return /^zh(?:$|[.@]|_(?:CN|SG|Hans))/i.test(locale) ? 'zh' : null
}

/** The same where a variable is wrong, and it is not known which: what the others say of the language still counts. */
export function languageSaid(env: Readonly<Record<string, string | undefined>>): Language | null {
  const set = (name: keyof Named) => (env[name] === '' ? undefined : env[name])
  return languageOf({
    MEMDIAG_LANGUAGE: Language.safeParse(set('MEMDIAG_LANGUAGE')).data,
    LC_ALL: set('LC_ALL'),
    LC_MESSAGES: set('LC_MESSAGES'),
    LANG: set('LANG'),
  })
}
