import type { Language } from '../core/narration.ts'
import type { Wording } from '../core/say.ts'
import { inLanguage } from '../words/in-language.ts'

/** Puts words into the language of one reader. */
export type Put = (words: Wording) => string

export function wordsIn(language: Language): Put {
  return (words) => inLanguage(language, words)
}

/**
 * The language of a person's Slack (`locale` of users.info, an IETF language tag); null where memdiag has none for it.
 * Its Chinese is written in simplified characters and in the mainland's terms, in which 进程 and 内存 are other words
 * than in Taiwan (`zh-TW`) or Hong Kong: they are not taken for the same language, here as in the terminal.
 */
export function languageOfLocale(locale: string | undefined): Language | null {
  if (locale === undefined) return null
  if (/^en\b/i.test(locale)) return 'en'
  return /^zh(?:$|-(?:CN|SG|Hans)\b)/i.test(locale) ? 'zh' : null
}
