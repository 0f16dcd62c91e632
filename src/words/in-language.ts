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
  return template.replaceAll(PLACE, (_, before = '', index: string, after = '') => {
    const text = texts[Number(index)] ?? ''
    return `${isWide(text.at(0)) ? '' : before}${text}${isWide(text.at(-1)) ? '' : after}`
  })
}

/** A value that is a string may be a text that another step put on the log. */
function valueText(value: Message['values'][number]): string {
  const said = typeof value === 'string' ? (recognised(value, TELLING) ?? value) : value
  return typeof said === 'object' ? (chinese(said) ?? englishOf(said)) : String(said)
}

/** A space stands between Chinese and Latin letters or figures, and nowhere between Chinese and Chinese. */
function isWide(character: string | undefined): boolean {
  return character === undefined || WIDE.test(character)
}

/** Chinese characters, and punctuation of full width: Unicode blocks 2E80 to 9FFF and FF00 to FFEF, and quotes. */
const WIDE_CHARACTERS = String.raw`\u2E80-\u9FFF\uFF00-\uFFEF\u201C\u201D`
const WIDE = new RegExp(`[${WIDE_CHARACTERS}]`)

/** With the spaces that part it from Chinese, or from another place. */
const PLACE = new RegExp(
  `((?<=[${WIDE_CHARACTERS}}]) )?\\{(\\d+)\\}( (?=[${WIDE_CHARACTERS}{]))?`,
  'g',
)

/** The English of what has no entry, put together again from its template. */
function englishOf({ id, values }: Message): string {
  return id.replaceAll(/\{(\d+)\}/g, (_, index: string) => {
    const value = values[Number(index)] ?? ''
    return typeof value === 'object' ? englishOf(value) : String(value)
  })
}
