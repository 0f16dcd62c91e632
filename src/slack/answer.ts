import type { WebClient } from '@slack/web-api'
import { MemdiagError, messageOf } from '../core/errors.ts'
import type { StepName } from '../core/names.ts'
import type { Investigations, Started } from '../core/investigations-port.ts'
import type { Log, Posts, Services } from '../core/ports.ts'
import type { Post } from '../core/post.ts'
import { english, say } from '../core/say.ts'
import type { Service } from '../core/service.ts'
import type { Origin } from './access.ts'
import { mustBeInChannel } from './channel.ts'
import { parseCommand } from './command.ts'
import { LISTED_INVESTIGATIONS } from './limits.ts'
import type { Members } from './members.ts'
import {
  cancelReply,
  helpReply,
  joinedReply,
  listReply,
  notice,
  type Reply,
  showReply,
} from './replies.ts'
import type { Identity } from './identity.ts'
import { exportOne, theOneMeant, verifyOne, type WriteReport } from './on-investigation.ts'
import { ask, questionIn } from './questions.ts'
import { openView } from './open-view.ts'
import { startView } from './start-view.ts'

export type AnswerDeps = {
  readonly services: Services
  readonly investigations: Investigations
  readonly steps: readonly StepName[]
  readonly reader: WebClient
  readonly writer: WebClient
  readonly identity: () => Promise<Identity>
  /** Finds a post of an investigation in the channel. */
  readonly find: Posts['find']
  readonly writeReport?: WriteReport | undefined
  readonly gate: Members['gate']
  readonly languageOf: Members['languageOf']
  readonly languageSoFar: Members['languageSoFar']
  readonly log: Log
}

/** Somebody who asks for something, and how to tell them alone. */
export type Asker = Origin & {
  readonly channel: string
  /** The thread that was asked in. */
  readonly threadTs?: string
  /** Opens a modal within three seconds; a mention has none. */
  readonly triggerId?: string
  /** Shows something to the person alone. */
  reply(post: Post): Promise<void>
}

/** What a person typed, from a slash command or a mention. */
export type Request = Asker & { readonly text: string }

/** Does what a request asks. Whatever goes wrong is told to the person who asked, and to nobody else. */
export async function answer(deps: AnswerDeps, request: Request): Promise<void> {
  await inPrivate(deps, request, () => perform(deps, request))
}

/** Lets a person in or says why not, and tells them alone what the work returns or what went wrong with it. */
export async function inPrivate(
  deps: AnswerDeps,
  request: Asker,
  work: () => Promise<Reply | null>,
): Promise<void> {
  const { user, channel } = request
  try {
    const refusal = await deps.gate(request)
    if (refusal !== null)
      deps.log.warn({ user, channel, refusal: english(refusal) }, 'request refused')
    const reply = refusal === null ? await work() : notice(refusal)
    if (reply !== null) await tell(deps, request, reply(await deps.languageOf(user)))
  } catch (error) {
    const known = error instanceof MemdiagError
    if (known)
      deps.log.warn({ user, channel, code: error.code, reason: error.message }, 'request failed')
    else deps.log.error({ user, channel, err: error }, 'request failed')
    const reply = known ? notice(error.said.message, error.said.hint) : UNEXPECTED
    // Slack may be what failed: nothing more is asked of it before the person is told.
    await tell(deps, request, reply(deps.languageSoFar(user)))
  }
}

const UNEXPECTED = notice(
  say`memdiag failed at this itself. Nothing was started; its log has the reason.`,
)

/** Carries a request out. Returns what to tell the person; null where the thread tells it. */
async function perform(deps: AnswerDeps, request: Request): Promise<Reply | null> {
  const names = await deps.services.names()
  const question = await questionIn(deps, request, names)
  if (question !== null) {
    const by = `slack:${request.user}`
    return ask(deps, question, by, (again) => investigate(deps, request, again))
  }
  const command = parseCommand(request.text, { steps: deps.steps, services: names })
  switch (command.kind) {
    case 'choose':
      return choose(deps, request, names)
    case 'help':
      return helpReply(deps.steps, names)
    case 'usage':
      return notice(command.message, command.hint)
    case 'not-there-yet':
      return notice(say`\`${command.word}\` is not there yet in Slack.`, '/memdiag help')
    case 'list':
      return listReply(await deps.investigations.list(LISTED_INVESTIGATIONS))
    case 'show':
      return showReply(await deps.investigations.show(await theOneMeant(deps, request, command.id)))
    case 'cancel':
      return cancelReply(
        await deps.investigations.cancel({
          id: await theOneMeant(deps, request, command.id),
          by: `slack:${request.user}`,
        }),
      )
    case 'verify':
      return verifyOne(deps, request, command.id)
    case 'export':
      return exportOne(deps, request, command)
    case 'investigate':
      return startedReply(deps, await investigate(deps, request, command), request.channel)
  }
}

/** Asks in a modal; where Slack allows none, it says how to type it. */
async function choose(
  deps: AnswerDeps,
  { user, channel, threadTs, triggerId }: Request,
  names: readonly string[],
): Promise<Reply | null> {
  if (triggerId === undefined) return helpReply(deps.steps, names)
  const place = { channel, ...(threadTs === undefined ? {} : { threadTs }) }
  const language = await deps.languageOf(user)
  await openView(deps.writer, triggerId, startView({ place, steps: deps.steps, language }))
  return null
}

/** Starts an investigation whose results go to where it was asked for. Throws where nothing can be posted. */
export async function investigate(
  deps: AnswerDeps,
  request: Pick<Asker, 'user' | 'channel' | 'threadTs'>,
  command: {
    readonly service: string
    readonly only?: readonly StepName[]
    /** One of its nodes; absent: all. */
    readonly node?: string | null
    /** The id that it is to have; absent: a fresh one. */
    readonly id?: string | undefined
  },
): Promise<Started> {
  const { user, channel, threadTs } = request
  const service = onNode(await deps.services.find(command.service), command.node ?? null)
  await mustBeInChannel(deps.reader, channel)
  const started = await deps.investigations.start({
    service,
    ...(command.only === undefined ? {} : { only: command.only }),
    ...(command.id === undefined ? {} : { id: command.id }),
    startedBy: `slack:${user}`,
    language: await deps.languageOf(user),
    slack: { channel, ...(threadTs === undefined ? {} : { threadTs }) },
  })
  deps.log.info(
    { investigation: started.id, joined: started.joined, service: service.name, user, channel },
    'investigation asked for',
  )
  return started
}

function onNode(service: Service, node: string | null): Service {
  if (node === null) return service
  const targets = service.targets.filter((target) => target.name === node)
  if (targets.length > 0) return { ...service, targets }
  throw new MemdiagError('usage', say`${service.name} has no node ${node} any more.`)
}

/** What to tell who started one: nothing where its thread tells it, where to look when it was under way already. */
export async function startedReply(
  deps: AnswerDeps,
  { id, joined }: Started,
  channel: string,
): Promise<Reply | null> {
  return joined ? joinedReply(await deps.investigations.show(id), channel) : null
}

/** A person who cannot be told is at least logged: there is nobody left to throw at. */
async function tell(deps: AnswerDeps, request: Asker, post: Post): Promise<void> {
  try {
    await request.reply(post)
  } catch (error) {
    const { user, channel } = request
    deps.log.error(
      { user, channel, reason: messageOf(error), said: post.text },
      'reply not delivered',
    )
  }
}
