import { MemdiagError } from '../core/errors.ts'
import type { Post } from '../core/post.ts'
import type { State } from '../core/state.ts'
import type { AnswerDeps, Asker } from './answer.ts'
import { type Canvas, postCanvas } from './canvas.ts'
import { mustBeInChannel } from './channel.ts'
import type { ExportFormat } from './command.ts'
import { postFile } from './files.ts'
import { notice } from './replies.ts'

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
): Promise<Post | null> {
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
): Promise<Post> {
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
  if (reason === null) return notice(`The postmortem is a canvas ${placeText(where)}.`)
  const posted = await postReport(deps, state, { ...where, format: 'markdown' })
  return notice(`${posted} No canvas: ${reason}`)
}

async function postReport(
  deps: AnswerDeps,
  { id, service }: State,
  { format, ...where }: Where & { readonly format: FileFormat },
): Promise<string> {
  const { name, text } = await writerOf(deps).file(id, format)
  const title = `Postmortem of ${service.name}, ${id}`
  await postFile(deps.writer, placeOf(where), { name, title, bytes: Buffer.from(text) })
  return `${name} is ${placeText(where)}.`
}

function writerOf({ writeReport }: AnswerDeps): WriteReport {
  if (writeReport !== undefined) return writeReport
  throw new MemdiagError('not-there-yet', 'This memdiag writes no postmortems.')
}

function placeOf({ channel, threadTs }: Where) {
  return { channel, ...(threadTs === null ? {} : { threadTs }) }
}

function placeText({ threadTs }: Where): string {
  return threadTs === null ? 'in this channel' : 'in the thread of the investigation'
}

async function threadOf(deps: AnswerDeps, state: State, channel: string): Promise<string | null> {
  const { slack, id } = state
  if (slack === null || slack.channel !== channel) return null
  return slack.threadTs ?? (await deps.find({ investigation: id, channel }, 'root'))
}
