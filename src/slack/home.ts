import type { HomeView, KnownBlock } from '@slack/types'
import type { InvestigationSummary } from '../core/store-port.ts'
import type { AnswerDeps } from './answer.ts'
import { HOME_INVESTIGATIONS, HOME_SERVICES } from './limits.ts'
import { lineBlock, paragraph, small } from './rich-text.ts'
import { slackError } from './slack-error.ts'
import { oneLine, shorten } from './text.ts'

/** The button that opens the window of a start, on the Home tab. */
export const HOME_START = 'memdiag:home-start'

/** Shows a person the Home tab: what runs, what was found lately, and which services there are. */
export async function showHome(
  deps: AnswerDeps,
  user: string,
  refusal: string | null,
): Promise<void> {
  const view =
    refusal === null
      ? homeView(await deps.investigations.list(HOME_INVESTIGATIONS), await deps.services.names())
      : { type: 'home' as const, blocks: [paragraph(refusal)] }
  try {
    await deps.writer.views.publish({ user_id: user, view })
  } catch (error) {
    throw slackError('the Home tab', error)
  }
}

export function homeView(
  investigations: readonly InvestigationSummary[],
  services: readonly string[],
): HomeView {
  const underWay = investigations.filter(({ endedAt }) => endedAt === null)
  const ended = investigations.filter(({ endedAt }) => endedAt !== null)
  return {
    type: 'home',
    blocks: [
      header('Where did the memory go?'),
      paragraph(
        'memdiag works through the memory of a Node.js service, step by step, on its real hosts.',
      ),
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: HOME_START,
            style: 'primary',
            text: { type: 'plain_text', text: 'Investigate a service', emoji: false },
          },
        ],
      },
      { type: 'divider' },
      header('Running'),
      ...lines(underWay, 'Nothing is running.'),
      header('Lately'),
      ...lines(ended, 'Nothing was investigated yet. Type /memdiag SERVICE in a channel.'),
      header('Services'),
      paragraph(servicesText(services)),
      small('Type /memdiag help in a channel for everything else.'),
    ],
  }
}

const SYMBOLS = { running: '▶', waiting: '⏸', done: '✔', failed: '✖', cancelled: '–' } as const

function lines(investigations: readonly InvestigationSummary[], none: string): KnownBlock[] {
  if (investigations.length === 0) return [paragraph(none)]
  return investigations.map((each) => {
    const found = each.cause === null ? '' : `: ${each.cause}`
    const sure =
      each.confidence === null || each.confidence === 'none' ? '' : ` (${each.confidence})`
    return lineBlock([
      `${SYMBOLS[each.state]} ${each.service} · ${each.state}${found}${sure} · `,
      { at: each.startedAt },
      ` · ${each.id}`,
    ])
  })
}

function servicesText(services: readonly string[]): string {
  if (services.length === 0) return 'None in services.yml yet.'
  const more = services.length - HOME_SERVICES
  return `${services
    .slice(0, HOME_SERVICES)
    .map((name) => shorten(oneLine(name), 80))
    .join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function header(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text, emoji: false } }
}
