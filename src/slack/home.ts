import type { HomeView, KnownBlock } from '@slack/types'
import { verdictName } from '../core/cause-names.ts'
import type { InvestigationSummary } from '../core/store-port.ts'
import type { AnswerDeps } from './answer.ts'
import { HOME_INVESTIGATIONS, HOME_SERVICES } from './limits.ts'
import { lineBlock, paragraph, small } from './rich-text.ts'
import { slackError } from './slack-error.ts'
import { oneLine, shorten } from './text.ts'
import { say, type Wording } from '../core/say.ts'
import { stateName } from '../core/state-names.ts'
import { type Put, wordsIn } from './words.ts'

/** The button that opens the window of a start, on the Home tab. */
export const HOME_START = 'memdiag:home-start'

/** Shows a person the Home tab: what runs, what was found lately, and which services there are. */
export async function showHome(
  deps: AnswerDeps,
  user: string,
  refusal: Wording | null,
): Promise<void> {
  const put = wordsIn(await deps.languageOf(user))
  const view =
    refusal === null
      ? homeView(
          await deps.investigations.list(HOME_INVESTIGATIONS),
          await deps.services.names(),
          put,
        )
      : { type: 'home' as const, blocks: [paragraph(put(refusal))] }
  try {
    await deps.writer.views.publish({ user_id: user, view })
  } catch (error) {
    throw slackError(say`the Home tab`, error)
  }
}

export function homeView(
  investigations: readonly InvestigationSummary[],
  services: readonly string[],
  put: Put,
): HomeView {
  const underWay = investigations.filter(({ endedAt }) => endedAt === null)
  const ended = investigations.filter(({ endedAt }) => endedAt !== null)
  return {
    type: 'home',
    blocks: [
      header(put(say`Where did the memory go?`)),
      paragraph(
        put(
          say`memdiag works through the memory of a Node.js service, step by step, on its real hosts.`,
        ),
      ),
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: HOME_START,
            style: 'primary',
            text: { type: 'plain_text', text: put(say`Investigate a service`), emoji: false },
          },
        ],
      },
      { type: 'divider' },
      header(put(say`Running`)),
      ...lines(put, underWay, say`Nothing is running.`),
      header(put(say`Lately`)),
      ...lines(put, ended, say`Nothing was investigated yet. Type /memdiag SERVICE in a channel.`),
      header(put(say`Services`)),
      paragraph(put(servicesText(services))),
      small(put(say`Type /memdiag help in a channel for everything else.`)),
    ],
  }
}

const SYMBOLS = { running: '▶', waiting: '⏸', done: '✔', failed: '✖', cancelled: '–' } as const

function lines(
  put: Put,
  investigations: readonly InvestigationSummary[],
  none: Wording,
): KnownBlock[] {
  if (investigations.length === 0) return [paragraph(put(none))]
  return investigations.map((each) => {
    const state = stateName(each.state)
    const found = put(each.cause === null ? state : say`${state}: ${verdictName(each)}`)
    return lineBlock([
      `${SYMBOLS[each.state]} ${each.service} · ${found} · `,
      { at: each.startedAt },
      ` · ${each.id}`,
    ])
  })
}

function servicesText(services: readonly string[]): Wording {
  if (services.length === 0) return say`None in services.yml yet.`
  const more = services.length - HOME_SERVICES
  const shown = services
    .slice(0, HOME_SERVICES)
    .map((name) => shorten(oneLine(name), 80))
    .join(', ')
  return more > 0 ? say`${shown} and ${more} more` : shown
}

function header(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text, emoji: false } }
}
