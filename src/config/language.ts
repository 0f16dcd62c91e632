import type { Language } from '../core/narration.ts'
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
