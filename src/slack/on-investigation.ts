import { MemdiagError } from '../core/errors.ts'
import type { Post } from '../core/post.ts'
import type { State } from '../core/state.ts'
import type { AnswerDeps, Asker } from './answer.ts'
import { mustBeInChannel } from './channel.ts'
import type { ExportFormat } from './command.ts'
import { postFile } from './files.ts'
import { notice } from './replies.ts'

/** The postmortem of an investigation as a file. */
export type WriteReport = (
  id: string,
  format: ExportFormat,
) => Promise<{ readonly name: string; readonly text: string }>

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

/** Posts the postmortem into the thread of the investigation, where it has one here, else into the channel. */
export async function exportOne(
  deps: AnswerDeps,
  asker: Asker,
  wanted: { readonly id?: string; readonly format: ExportFormat },
): Promise<Post> {
  const { writeReport, writer } = deps
  if (writeReport === undefined)
    throw new MemdiagError('not-there-yet', 'This memdiag writes no postmortems.')
  await mustBeInChannel(deps.reader, asker.channel)
  const id = await theOneMeant(deps, asker, wanted.id)
  const state = await deps.investigations.show(id)
  const { name, text } = await writeReport(state.id, wanted.format)
  const threadTs = asker.threadTs ?? (await threadOf(deps, state, asker.channel))
  await postFile(
    writer,
    { channel: asker.channel, ...(threadTs === null ? {} : { threadTs }) },
    { name, title: `Postmortem of ${state.service.name}, ${state.id}`, bytes: Buffer.from(text) },
  )
  return notice(
    `${name} is ${threadTs === null ? 'in this channel' : 'in the thread of the investigation'}.`,
  )
}

async function threadOf(deps: AnswerDeps, state: State, channel: string): Promise<string | null> {
  const { slack, id } = state
  if (slack === null || slack.channel !== channel) return null
  return slack.threadTs ?? (await deps.find({ investigation: id, channel }, 'root'))
}
