import { MemdiagError } from '../core/errors.ts'
import type { State } from '../core/state.ts'
import type { AnswerDeps, Asker } from './answer.ts'
import { type Canvas, postCanvas } from './canvas.ts'
import { mustBeInChannel } from './channel.ts'
import type { ExportFormat } from './command.ts'
import { postFile } from './files.ts'
import { notice, type Reply } from './replies.ts'
import { say, type Wording } from '../core/say.ts'
import { inLanguage } from '../words/in-language.ts'

/** The postmortem of an investigation as a file, or for a canvas. */
export type WriteReport = {
  file(id: string, format: FileFormat): Promise<{ readonly name: string; readonly text: string }>
  canvas(id: string): Promise<Canvas>
}

type FileFormat = Exclude<ExportFormat, 'canvas'>

/** The id that was typed; inside a thread that of its investigation; undefined: the latest. */
export async function theOneMeant(
  deps: AnswerDeps,
  { channel, threadTs }: Asker,
  id: string | undefined,
): Promise<string | undefined> {
  if (id !== undefined || threadTs === undefined) return id
  return (await deps.investigations.inThread(channel, threadTs)) ?? undefined
}

/** Measures again what an investigation measured, in the thread where it was asked for, else in a new one. */
export async function verifyOne(
  deps: AnswerDeps,
  asker: Asker,
  id: string | undefined,
): Promise<Reply | null> {
  const { user, channel, threadTs } = asker
  await mustBeInChannel(deps.reader, channel)
  const of = await theOneMeant(deps, asker, id)
  await deps.investigations.verify({
    ...(of === undefined ? {} : { id: of }),
    by: `slack:${user}`,
    slack: { channel, ...(threadTs === undefined ? {} : { threadTs }) },
  })
  return null
}

type Where = { readonly channel: string; readonly threadTs: string | null }

/**
 * Posts the postmortem into the thread of the investigation, where it has one here, else into the channel. Where a
 * canvas is wanted and cannot be had, it is a Markdown file, and a line says why.
 */
export async function exportOne(
  deps: AnswerDeps,
  asker: Asker,
  wanted: { readonly id?: string; readonly format: ExportFormat },
): Promise<Reply> {
  await mustBeInChannel(deps.reader, asker.channel)
  const id = await theOneMeant(deps, asker, wanted.id)
  const state = await deps.investigations.show(id)
  const { channel } = asker
  const threadTs = asker.threadTs ?? (await threadOf(deps, state, channel))
  const where = { channel, threadTs }
  if (wanted.format !== 'canvas')
    return notice(await postReport(deps, state, { ...where, format: wanted.format }))
  const canvas = await writerOf(deps).canvas(state.id)
  const reason = await postCanvas(deps, placeOf(where), canvas)
  if (reason === null) return notice(say`The postmortem is a canvas ${placeText(where)}.`)
  const posted = await postReport(deps, state, { ...where, format: 'markdown' })
  return notice(say`${posted} No canvas: ${reason}`)
}

async function postReport(
  deps: AnswerDeps,
  { id, service, language }: State,
  { format, ...where }: Where & { readonly format: FileFormat },
): Promise<Wording> {
  const { name, text } = await writerOf(deps).file(id, format)
  const title = inLanguage(language, say`Postmortem of ${service.name}, ${id}`)
  await postFile(deps.writer, placeOf(where), { name, title, bytes: Buffer.from(text) })
  return say`The file ${name} is ${placeText(where)}.`
}

function writerOf({ writeReport }: AnswerDeps): WriteReport {
  if (writeReport !== undefined) return writeReport
  throw new MemdiagError('not-there-yet', say`This memdiag writes no postmortems.`)
}

function placeOf({ channel, threadTs }: Where) {
  return { channel, ...(threadTs === null ? {} : { threadTs }) }
}

function placeText({ threadTs }: Where): Wording {
  return threadTs === null ? say`in this channel` : say`in the thread of the investigation`
}

async function threadOf(deps: AnswerDeps, state: State, channel: string): Promise<string | null> {
  const { slack, id } = state
  if (slack === null || slack.channel !== channel) return null
  return slack.threadTs ?? (await deps.find({ investigation: id, channel }, 'root'))
}
