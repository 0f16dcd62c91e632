import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types'
import { z } from 'zod'
import { StepName } from '../core/names.ts'
import { OPTION_CHARACTERS, OPTION_VALUE_CHARACTERS, OPTIONS } from './limits.ts'
import { paragraph, small } from './rich-text.ts'
import { oneLine, shorten } from './text.ts'
import { type Put, wordsIn } from './words.ts'
import type { Language } from '../core/narration.ts'
import { say, type Wording } from '../core/say.ts'

/** The window in which a person chooses what to investigate. */
export const START_VIEW = 'memdiag:start'

/** The searchable list of services. */
export const SERVICE_SELECT = 'memdiag:service'

const Place = z.object({ channel: z.string(), threadTs: z.string().exactOptional() })
/** Where the results go. */
export type Place = z.infer<typeof Place>

/** The place that a window was opened for; null where it is chosen in it. */
export function placeOf(view: { readonly private_metadata: string } | undefined): Place | null {
  return Place.nullable().parse(JSON.parse(view?.private_metadata ?? 'null'))
}

type Start = {
  readonly place: Place | null
  readonly steps: readonly StepName[]
  readonly language: Language
  /** Preselected. */
  readonly service?: string | undefined
  /** Said above the fields. */
  readonly because?: Wording
}

export const START_TITLE = say`Investigate memory`

export function startView({ place, steps, language, service, because }: Start): ModalView {
  const put = wordsIn(language)
  return {
    type: 'modal',
    callback_id: START_VIEW,
    private_metadata: JSON.stringify(place),
    title: plain(put(START_TITLE)),
    submit: plain(put(say`Investigate`)),
    close: plain(put(say`Not now`)),
    blocks: [
      ...(because === undefined ? [] : [paragraph(put(because))]),
      serviceBlock(put, service),
      stepsBlock(put, steps),
      ...(place === null ? [channelBlock(put)] : []),
      small(
        put(
          say`memdiag only reads on the hosts. What touches a process is asked for in the thread first.`,
        ),
      ),
    ],
  }
}

function serviceBlock(put: Put, service: string | undefined): KnownBlock {
  return {
    type: 'input',
    block_id: 'service',
    label: plain(put(say`Service`)),
    element: {
      type: 'external_select',
      action_id: SERVICE_SELECT,
      min_query_length: 0,
      placeholder: plain(put(say`Type to search`)),
      ...(service === undefined || service.length > OPTION_VALUE_CHARACTERS
        ? {}
        : { initial_option: option(service) }),
    },
  }
}

function stepsBlock(put: Put, steps: readonly StepName[]): KnownBlock {
  return {
    type: 'input',
    block_id: 'steps',
    optional: true,
    label: plain(put(say`Only these steps`)),
    hint: plain(put(say`Empty: all of them, one after the other.`)),
    element: {
      type: 'multi_static_select',
      action_id: 'memdiag:steps',
      options: steps.map(option),
    },
  }
}

function channelBlock(put: Put): KnownBlock {
  return {
    type: 'input',
    block_id: 'channel',
    label: plain(put(say`Where to post the results`)),
    element: {
      type: 'conversations_select',
      action_id: 'memdiag:channel',
      default_to_current_conversation: true,
      filter: { include: ['public', 'private'], exclude_external_shared_channels: true },
    },
  }
}

/** A window that only says something. */
export function noteView(language: Language, title: Wording, lines: readonly Wording[]): ModalView {
  const put = wordsIn(language)
  return {
    type: 'modal',
    title: plain(put(title)),
    close: plain(put(say`Close`)),
    blocks: lines.map((line) => paragraph(put(line))),
  }
}

/** Services whose name has the typed text in it; those that begin with it come first. */
export function serviceOptions(services: readonly string[], typed: string): PlainTextOption[] {
  const wanted = typed.trim().toLowerCase()
  return services
    .filter((name) => name.length <= OPTION_VALUE_CHARACTERS && name.toLowerCase().includes(wanted))
    .toSorted((left, right) => rank(left, wanted) - rank(right, wanted))
    .slice(0, OPTIONS)
    .map(option)
}

function rank(name: string, wanted: string): number {
  return name.toLowerCase().startsWith(wanted) ? 0 : 1
}

export function option(value: string): PlainTextOption {
  return { text: plain(shorten(oneLine(value), OPTION_CHARACTERS)), value }
}

function plain(text: string) {
  return { type: 'plain_text' as const, text, emoji: false }
}

const Submitted = z.object({
  private_metadata: z.string(),
  state: z.object({
    values: z.object({
      service: z.object({
        [SERVICE_SELECT]: z.object({ selected_option: z.object({ value: z.string() }) }),
      }),
      steps: z.object({
        'memdiag:steps': z.object({ selected_options: z.array(z.object({ value: StepName })) }),
      }),
      channel: z
        .object({ 'memdiag:channel': z.object({ selected_conversation: z.string() }) })
        .optional(),
    }),
  }),
})

export type Chosen = {
  readonly service: string
  readonly only: readonly StepName[]
  readonly place: Place
}

/** What was chosen in the window. Throws where Slack sends something else than the window has. */
export function chosenIn(view: unknown): Chosen {
  const submitted = Submitted.parse(view)
  const { state } = submitted
  const { service, steps, channel } = state.values
  const place = placeOf(submitted)
  return {
    service: service[SERVICE_SELECT].selected_option.value,
    only: steps['memdiag:steps'].selected_options.map(({ value }) => value),
    place: place ?? { channel: channel?.['memdiag:channel'].selected_conversation ?? '' },
  }
}
