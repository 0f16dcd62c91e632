import type { Language } from '../core/narration.ts'
import { english, type Message, type Wording } from '../core/say.ts'
import { recognised, TELLING } from './from-text.ts'
import { CHINESE } from './zh/chinese.ts'

/** What was said in a language; English where the catalogue does not have it. */
export function inLanguage(language: Language, words: Wording): string {
  if (language === 'en' || typeof words === 'string' || words.message === undefined) {
    return english(words)
  }
  return chinese(words.message) ?? words.text
}

/** Null where a template has no entry: half a sentence of each language would be read by nobody. */
function chinese({ id, values }: Message): string | null {
  const template = CHINESE.get(id)
  if (template === undefined) return null
  const texts = values.map(valueText)
  return template.replaceAll(PLACE, (...found: readonly string[]) => {
    const [, left, before = '', index, after = '', right] = found
    const text = texts[Number(index)] ?? ''
    const parted = [
      partsFrom(text.at(0), left) ? before : '',
      partsFrom(text.at(-1), right) ? after : '',
    ]
    return parted.join(text)
  })
}

/** A value that is a string may be a text that another step put on the log. */
function valueText(value: Message['values'][number]): string {
  const said = typeof value === 'string' ? (recognised(value, TELLING) ?? value) : value
  return typeof said === 'object' ? (chinese(said) ?? englishOf(said)) : String(said)
}

/**
 * Whether the end of what is put into a place stands apart from what is beside the place: Latin letters and figures do,
 * Chinese only from them, and nothing from punctuation that is wide itself.
 */
function partsFrom(end: string | undefined, beside: string | undefined): boolean {
  if (end === undefined || WIDE_MARK.test(end)) return false
  return !WIDE.test(end) || (beside !== undefined && !/^[{}]?$/.test(beside) && !WIDE.test(beside))
}

/** Chinese characters, and punctuation of full width: Unicode blocks 2E80 to 9FFF and FF00 to FFEF, and quotes. */
const WIDE = /[\u2E80-\u9FFF\uFF00-\uFFEF\u201C\u201D]/
const WIDE_MARK = /[\u3000-\u303F\uFF00-\uFF0F\uFF1A-\uFF20\u201C\u201D]/

/** With a space on either side, and the character beyond it. */
const PLACE = /(?<=(.?))( ?)\{(\d+)\}( ?)(?=(.?))/gs

/** The English of what has no entry, put together again from its template. */
function englishOf({ id, values }: Message): string {
  return id.replaceAll(/\{(\d+)\}/g, (_, index: string) => {
    const value = values[Number(index)] ?? ''
    return typeof value === 'object' ? englishOf(value) : String(value)
  })
}
