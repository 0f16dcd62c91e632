import { z } from 'zod'

/**
 * What was said, as data: the English template and what stands in its places, some of it said in the same way.
 * Stands on the log beside the English text, so that an investigation can be read in another language later.
 */
export type Message = {
  readonly id: string
  readonly values: readonly (string | number | Message)[]
}
export const Message: z.ZodType<Message> = z.object({
  /** The English template: `{0} workers share {1} CPUs.` */
  id: z.string(),
  values: z.array(z.union([z.string(), z.number(), z.lazy(() => Message)])),
})

/** A text in English; what has no message (a host's words, a log of an older version) reads the same in every language. */
export type Said = { readonly text: string; readonly message?: Message | undefined }

/** Wording that are still to be put into the language of who reads them. */
export type Wording = string | Said

/**
 * The tag of every text that people read: `` say`${workers} workers share ${cpus} CPUs.` `` is the English text and
 * its message. One and many are two templates: other languages have other plurals, or none.
 */
export function say(strings: TemplateStringsArray, ...values: readonly (Wording | number)[]): Said {
  const last = strings.length - 1
  const join = (put: (index: number) => string) =>
    strings.map((piece, index) => `${piece}${index === last ? '' : put(index)}`).join('')
  return {
    text: join((index) => textOf(values[index])),
    message: { id: join((index) => `{${index}}`), values: values.map(valueOf) },
  }
}

/** One of two texts, by the number it speaks of. */
export function plural(count: number, one: Said, many: Said): Said {
  return count === 1 ? one : many
}

/** Nothing said, where a text may or may not go on. */
export const SILENCE: Said = { text: '' }

/** Texts one after the other, as sentences stand; none is silence. */
export function sentences(said: readonly Wording[]): Wording {
  return said.length === 0 ? SILENCE : said.reduce((before, next) => say`${before} ${next}`)
}

/** Texts one below the other. */
export function lines(said: readonly Wording[]): Wording {
  return said.length === 0 ? SILENCE : said.reduce((before, next) => say`${before}\n${next}`)
}

/** Texts as an enumeration: `a, b, c`. */
export function listed(said: readonly Wording[]): Wording {
  return said.length === 0 ? SILENCE : said.reduce((before, next) => say`${before}, ${next}`)
}

/** What something said, without the rest of it. */
export function saidBy({ text, message }: Said): Said {
  return message === undefined ? { text } : { text, message }
}

/** The English text. */
export function english(words: Wording): string {
  return typeof words === 'string' ? words : words.text
}

function textOf(value: Wording | number | undefined): string {
  return typeof value === 'object' ? value.text : String(value ?? '')
}

function valueOf(value: Wording | number): Message['values'][number] {
  return typeof value === 'object' ? (value.message ?? value.text) : value
}
