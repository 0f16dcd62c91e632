import type { StepName } from '../core/names.ts'
import { say, type Wording } from '../core/say.ts'
import { COMMAND_CHARACTERS, QUOTED_CHARACTERS } from './limits.ts'
import { oneLine, shorten } from './text.ts'

/** What a person asked for, or what is wrong with it and what to type instead. */
export type Command =
  | { readonly kind: 'investigate'; readonly service: string; readonly only?: readonly StepName[] }
  | { readonly kind: 'list' }
  | { readonly kind: 'show'; readonly id?: string }
  | { readonly kind: 'cancel'; readonly id?: string }
  | { readonly kind: 'verify'; readonly id?: string }
  | { readonly kind: 'export'; readonly id?: string; readonly format: ExportFormat }
  | { readonly kind: 'help' }
  /** Nothing was typed: the person chooses from what there is. */
  | { readonly kind: 'choose' }
  | { readonly kind: 'not-there-yet'; readonly word: string }
  | { readonly kind: 'usage'; readonly message: Wording; readonly hint: string }

/** The names that decide what a word means. */
export type Vocabulary = {
  readonly steps: readonly StepName[]
  readonly services: readonly string[]
}

/** Words that the command line knows and Slack does not know yet. */
const NOT_THERE_YET = ['resume']

/**
 * Reads `SERVICE [--only STEP,..]`, `STEP SERVICE`, `run SERVICE`, `list`, `show [ID]`, `cancel [ID]`, `verify [ID]`,
 * `export [ID] [--format FORMAT]` and `help`. The result holds step names, an id and a name to look up among the services: nothing of the text goes any further.
 */
export function parseCommand(text: string, vocabulary: Vocabulary): Command {
  if (text.length > COMMAND_CHARACTERS)
    return usage(say`This is too long for a command.`, '/memdiag SERVICE')
  const words = wordsOf(text)
  const [first, second] = words
  if (first === undefined) return { kind: 'choose' }
  if ((first === 'help' || first === '--help') && second === undefined) return { kind: 'help' }
  if (first === 'list') return parseList(words)
  if (first === 'show') return parseShow(words)
  if (first === 'cancel') return parseCancel(words)
  if (first === 'verify') return parseVerify(words)
  if (first === 'export') return parseExport(words)
  if (NOT_THERE_YET.includes(first)) return { kind: 'not-there-yet', word: first }
  if (first === 'run') return parseInvestigate(words.slice(1), vocabulary)
  const step = vocabulary.steps.find((name) => name === first)
  if (step === undefined || (second === undefined && vocabulary.services.includes(first)))
    return parseInvestigate(words, vocabulary)
  if (second === undefined)
    return usage(say`\`${step}\` of which service?`, `/memdiag ${step} ${example(vocabulary)}`)
  const rest = parseInvestigate(words.slice(1), vocabulary)
  if (rest.kind !== 'investigate') return rest
  if (rest.only !== undefined)
    return usage(
      say`Name the step once: in front, or with --only.`,
      `/memdiag ${step} ${example(vocabulary)}`,
    )
  return { ...rest, only: [step] }
}

function parseList(words: readonly string[]): Command {
  return words.length === 1
    ? { kind: 'list' }
    : usage(say`\`list\` takes nothing more.`, '/memdiag list')
}

/** Ids as memdiag makes them, or the beginning of one. */
const ID = /^[A-Za-z0-9_-]{1,64}$/

function parseShow([, id, more]: readonly string[]): Command {
  if (id === undefined) return { kind: 'show' }
  if (more !== undefined || !ID.test(id))
    return usage(say`\`show\` takes one id, or none for the latest.`, '/memdiag show')
  return { kind: 'show', id }
}

function parseCancel([, id, more]: readonly string[]): Command {
  if (id === undefined) return { kind: 'cancel' }
  if (more !== undefined || !ID.test(id))
    return usage(
      say`\`cancel\` takes one id, or none for the only one under way.`,
      '/memdiag cancel',
    )
  return { kind: 'cancel', id }
}

function parseVerify([, id, more]: readonly string[]): Command {
  if (id === undefined) return { kind: 'verify' }
  if (more !== undefined || !ID.test(id))
    return usage(say`\`verify\` takes one id, or none for the latest.`, '/memdiag verify')
  return { kind: 'verify', id }
}

/** `canvas` is a Slack canvas where the workspace has them, else the Markdown file. */
export const EXPORT_FORMATS = ['canvas', 'markdown', 'html', 'json'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

function parseExport([, ...words]: readonly string[]): Command {
  const format = EXPORT_FORMATS.find((each) => words.includes(each)) ?? 'canvas'
  const ids = words.filter((word) => word !== '--format' && word !== format)
  const [id, more] = ids
  if (more !== undefined || (id !== undefined && !ID.test(id)))
    return usage(
      say`\`export\` takes one id, or none for the latest, and ${EXPORT_FORMATS.join(', ')}.`,
      '/memdiag export ID --format html',
    )
  return { kind: 'export', ...(id === undefined ? {} : { id }), format }
}

function parseInvestigate(words: readonly string[], vocabulary: Vocabulary): Command {
  const services: string[] = []
  const only: string[] = []
  const queue = [...words]
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--only') only.push(...takeList(queue))
    else if (word.startsWith('--only=')) only.push(...takeList(queue, word.slice('--only='.length)))
    else if (word.startsWith('-') && !vocabulary.services.includes(word))
      return usage(
        say`There is no option ${quote(word)}.`,
        `/memdiag SERVICE --only ${vocabulary.steps.join(',')}`,
      )
    else services.push(word)
  }
  const [service, another] = services
  if (service === undefined) return usage(say`Which service?`, `/memdiag ${example(vocabulary)}`)
  if (another !== undefined)
    return usage(
      say`One service at a time: ${quote(service)} and then ${quote(another)} was read.`,
      `/memdiag ${example(vocabulary)}`,
    )
  if (only.length === 0 && words.length === services.length) return { kind: 'investigate', service }
  return withSteps(service, only, vocabulary)
}

function withSteps(service: string, only: readonly string[], vocabulary: Vocabulary): Command {
  const hint = `/memdiag ${example(vocabulary)} --only ${vocabulary.steps.slice(-2).join(',')}`
  const steps = vocabulary.steps.filter((step) => only.includes(step))
  const unknown = only.find((name) => !vocabulary.steps.some((step) => step === name))
  if (unknown !== undefined)
    return usage(
      say`There is no step ${quote(unknown)}. The steps are ${vocabulary.steps.join(', ')}.`,
      hint,
    )
  if (steps.length === 0) return usage(say`\`--only\` names no step.`, hint)
  return { kind: 'investigate', service, only: steps }
}

/** The value of an option: `a,b`, also written `a, b` or `a ,b`. */
function takeList(queue: string[], first = queue.shift() ?? ''): readonly string[] {
  let list = first
  while (queue[0] !== undefined && (list.endsWith(',') || queue[0].startsWith(',')))
    list += queue.shift()
  return list.split(',').filter((name) => name !== '')
}

/**
 * The words of a text. Undone is what Slack and keyboards make of them: `--` turned into a dash, escaped
 * characters, a host name turned into a link, quotes and backticks put around a name.
 */
function wordsOf(text: string): readonly string[] {
  return oneLine(text)
    .replace(/<[a-z]{1,16}:[^|>]{0,500}\|([^>]{0,500})>/g, '$1')
    .replace(/<https?:\/\/([^|>]{1,500}?)\/?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .split(' ')
    .map((word) => word.replace(/^[—–]/, '--').replace(/^[`'"‘’“”]+|[`'"‘’“”]+$/g, ''))
    .filter((word) => word !== '')
}

function example(vocabulary: Vocabulary): string {
  return vocabulary.services[0] ?? 'SERVICE'
}

function quote(word: string): string {
  return `\`${shorten(word, QUOTED_CHARACTERS)}\``
}

function usage(message: Wording, hint: string): Command {
  return { kind: 'usage', message, hint }
}

/** What follows the mention of a bot: `hey <@U0BOT> checkout` asks for `checkout`. */
export function textAfterMention(text: string, botUserId: string): string {
  const mention = new RegExp(`<@${botUserId}(?:\\|[^>]{0,200})?>`)
  const found = mention.exec(text)
  return found === null ? text : text.slice(found.index + found[0].length).replace(/^[\s:,]+/, '')
}
