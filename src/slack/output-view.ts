import type { Button, KnownBlock, ModalView, PlainTextOption } from '@slack/types'
import { z } from 'zod'
import type { Evidence } from '../core/evidence.ts'
import type { State } from '../core/state.ts'
import { BLOCK_CHARACTERS, OPTION_VALUE_CHARACTERS, OPTIONS, PAGE_CHARACTERS } from './limits.ts'
import { lineBlock, paragraph, preformatted, small } from './rich-text.ts'
import { option } from './start-view.ts'
import { cleanText, oneLine, shorten, takeText } from './text.ts'
import { type Put, wordsIn } from './words.ts'
import type { Language } from '../core/narration.ts'
import { say, SILENCE } from '../core/say.ts'

/** The window with what a node really answered. */
export const OUTPUT_VIEW = 'memdiag:output'
export const PAGE_BUTTON = /^memdiag:page:/
export const FILE_BUTTON = 'memdiag:file'
export const NODE_SELECT = 'memdiag:node'

/** Which page of which answer of an investigation. */
export const OutputPage = z.object({
  investigation: z.string(),
  step: z.string(),
  /** The id of the evidence; null: the first of the step. */
  evidence: z.string().nullable(),
  page: z.int().nonnegative(),
  channel: z.string(),
  threadTs: z.string().exactOptional(),
})
export type OutputPage = z.infer<typeof OutputPage>

/** All that was answered to a step, one entry a script or question. */
export function answersOf(state: State, step: string): readonly Evidence[] {
  return state.evidence.filter((each) => each.step === step)
}

/** One page of an answer, whole lines where it can be, with the way to the next one. Nothing is cut in silence. */
export function outputView(state: State, at: OutputPage, language: Language): ModalView {
  const put = wordsIn(language)
  const answers = answersOf(state, at.step)
  const shown = answers.find(({ id }) => id === at.evidence) ?? answers[0]
  if (shown === undefined)
    return view(put, at, [paragraph(put(say`No node answered the step ${at.step}.`))])
  const pages = pagesOf(wholeText(state, shown, put))
  const page = Math.min(at.page, pages.length - 1)
  const cut = shown.output.truncated
    ? say` The node sent more than memdiag keeps: the end of the output is not here.`
    : SILENCE
  return view(put, { ...at, evidence: shown.id, page }, [
    lineBlock([
      put(say`${shown.id} · node ${shown.node} · `),
      { at: shown.at },
      put(say` · ${shown.durationMs} ms · exit code ${shown.exitCode ?? '–'}`),
    ]),
    ...chooser(put, answers, shown),
    ...pieces(pages[page] ?? ''),
    small(put(say`Page ${page + 1} of ${pages.length}. Secrets are masked.${cut}`)),
    buttons(put, page, pages.length),
  ])
}

/** The output, and then the script that gave it. Of an old investigation the output may have been taken out. */
export function wholeText(
  { compactedAt }: Pick<State, 'compactedAt'>,
  evidence: Evidence,
  put: Put,
): string {
  const { output, command } = evidence
  const none =
    compactedAt === null ? say`(no output)` : say`[taken out of the log on ${compactedAt}]`
  const text = output.text.replaceAll(PADDING, '').trimEnd()
  const said = text.trim() === '' ? put(none) : text
  const cut = output.truncated ? `\n${put(say`[memdiag keeps no more of this output]`)}` : ''
  return `${said}${cut}\n\n${put(say`[what was run]`)}\n${command.trim()}\n`
}

/** A process that gave itself a shorter title leaves the rest of its command line as these. */
const PADDING = /[\u0000\uFFFD]{2,}(?=[\t\n]|$)/g

/** A name that tells in a list of downloads what the file is. */
export function fileName(state: State, { id }: Evidence): string {
  return `${state.service.name}-${state.id}-${id}`.replace(/[^A-Za-z0-9._-]+/g, '-') + '.txt'
}

function pagesOf(text: string): string[] {
  const pages: string[] = []
  for (let rest = cleanText(text); rest !== ''; ) {
    const taken = takeText(rest, Infinity, PAGE_CHARACTERS)
    pages.push(taken.head)
    rest = taken.rest
  }
  return pages
}

/** Slack takes three thousand characters in a block. */
function pieces(page: string): KnownBlock[] {
  const blocks: KnownBlock[] = []
  for (let rest = page; rest !== ''; ) {
    const taken = takeText(rest, Infinity, BLOCK_CHARACTERS)
    rest = taken.rest
    if (taken.head.trim() !== '') blocks.push(preformatted(taken.head.replace(/\n$/, '')))
  }
  return blocks
}

/** Which answer to show: a list, or a search where Slack could not list them all. */
function chooser(put: Put, answers: readonly Evidence[], shown: Evidence): KnownBlock[] {
  if (answers.length < 2 || shown.id.length > OPTION_VALUE_CHARACTERS) return []
  const select = {
    action_id: NODE_SELECT,
    placeholder: { type: 'plain_text' as const, text: put(say`Another answer`), emoji: false },
    initial_option: option(shown.id),
  }
  const options = answerOptions(answers, '')
  return [
    {
      type: 'actions',
      // Slack keeps what was chosen in a block; a new name shows what is chosen now.
      block_id: `answer:${answers.indexOf(shown)}`,
      elements: [
        answers.length <= OPTIONS && options.some(({ value }) => value === shown.id)
          ? { type: 'static_select', ...select, options }
          : { type: 'external_select', ...select, min_query_length: 0 },
      ],
    },
  ]
}

/** Answers whose id has the typed text in it. */
export function answerOptions(answers: readonly Evidence[], typed: string): PlainTextOption[] {
  return answers
    .filter(({ id }) => id.length <= OPTION_VALUE_CHARACTERS && id.includes(typed.trim()))
    .slice(0, OPTIONS)
    .map(({ id }) => option(id))
}

function buttons(put: Put, page: number, pages: number): KnownBlock {
  return {
    type: 'actions',
    elements: [
      ...(page > 0 ? [pageButton(put(say`Previous page`), page - 1)] : []),
      ...(page + 1 < pages ? [pageButton(put(say`Next page`), page + 1)] : []),
      {
        type: 'button',
        action_id: FILE_BUTTON,
        text: { type: 'plain_text', text: put(say`Post it as a file`), emoji: false },
      },
    ],
  }
}

function pageButton(label: string, to: number): Button {
  return {
    type: 'button',
    action_id: `memdiag:page:${to}`,
    text: { type: 'plain_text', text: label, emoji: false },
    value: String(to),
  }
}

function view(put: Put, at: OutputPage, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    callback_id: OUTPUT_VIEW,
    private_metadata: JSON.stringify(at),
    title: {
      type: 'plain_text',
      text: shorten(oneLine(put(say`Output of ${at.step}`)), 24),
      emoji: false,
    },
    close: { type: 'plain_text', text: put(say`Close`), emoji: false },
    blocks,
  }
}
