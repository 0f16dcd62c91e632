import { type AnswerDeps, type Asker, investigate, startedReply } from './answer.ts'
import { guessService } from './guess-service.ts'
import { openView } from './open-view.ts'
import { notice, type Reply } from './replies.ts'
import { startView } from './start-view.ts'
import { say } from '../core/say.ts'

/** "Investigate memory" in the menu of a message. */
export const SHORTCUT = 'investigate_memory'

/** Investigates the service that a message is about, in the message's thread; asks in a window when it is unsure. */
export async function investigateMessage(
  deps: AnswerDeps,
  asker: Asker & { readonly threadTs: string },
  message: unknown,
): Promise<Reply | null> {
  const services = await deps.services.names()
  const { sure, maybe } = guessService(message, services)
  if (sure !== null) {
    const started = await investigate(deps, asker, { service: sure })
    const joined = await startedReply(deps, started, asker.channel)
    return (
      joined ??
      notice(say`The message is about ${sure}: its investigation has begun in this thread.`)
    )
  }
  const { channel, threadTs } = asker
  await openView(
    deps.writer,
    asker.triggerId ?? '',
    startView({
      place: { channel, threadTs },
      steps: deps.steps,
      language: await deps.languageOf(asker.user),
      service: maybe[0],
      because:
        maybe.length === 0
          ? say`The message names no service that memdiag knows. Which one is it about?`
          : say`The message may be about ${maybe.slice(0, 3).join(', ')}. Which one is it?`,
    }),
  )
  return null
}
