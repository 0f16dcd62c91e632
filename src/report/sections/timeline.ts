import type { Event } from '../../core/event.ts'
import type { Evidence } from '../../core/evidence.ts'
import { Instant } from '../../core/names.ts'
import type { Wording } from '../../core/say.ts'
import type { State } from '../../core/state.ts'
import { causeName } from '../../core/cause-names.ts'
import { progressText, reasonText } from '../../thread/root-post.ts'
import { inLanguage } from '../../words/in-language.ts'
import type { Block } from '../blocks.ts'
import { personOf, type ReportContext } from '../context.ts'
import { TIMELINE_ROWS } from '../limits.ts'
import { formatTime } from '../zone.ts'
import { fromText } from '../../words/from-text.ts'

type Entry = { readonly at: string; readonly text: string }

/** What happened when: from the log, from what the hosts tell of the time before, and from people's messages. */
export function timeline(context: ReportContext): Block[] {
  const { words, zone, state } = context
  const entries = [
    ...state.evidence.flatMap((each) => before(context, each)),
    ...context.events.flatMap((event) => logged(context, event)),
    ...state.notes.map((note) => ({
      at: note.writtenAt,
      text: words.timeline.said(note.name ?? personOf(note.by), note.text),
    })),
  ].toSorted((left, right) => left.at.localeCompare(right.at, 'en'))
  const left = entries.length - TIMELINE_ROWS
  return [
    {
      kind: 'table',
      columns: [
        { title: `${words.columns.time} (${zone})`, align: 'left', whole: true },
        { title: words.columns.event, align: 'left' },
      ],
      rows: entries
        .slice(0, TIMELINE_ROWS)
        .map(({ at, text }) => [formatTime(at, zone), text.replaceAll('\n', ' ')]),
    },
    ...(left > 0 ? [{ kind: 'small' as const, text: `+ ${left}` }] : []),
  ]
}

/** What a host told of the time before the investigation: when the service started, when memory was short. */
function before({ words }: ReportContext, { node, at, values }: Evidence): Entry[] {
  if (values.kind === 'top') {
    const started = startOf(
      at,
      values.processes.map((row) => row.uptimeSeconds),
    )
    if (started === null) return []
    return [{ at: started, text: words.timeline.started(node, values.processes.length) }]
  }
  if (values.kind !== 'logs') return []
  return values.memoryLines.flatMap((line) => {
    const when = Instant.safeParse(line.when?.at)
    if (!when.success) return []
    return [{ at: when.data, text: words.timeline.memoryLine(node, line.count, line.text) }]
  })
}

/** When the oldest of these processes started; null where none tells its age. */
export function startOf(at: string, uptimes: readonly (number | null)[]): string | null {
  const known = uptimes.filter((each) => each !== null)
  if (known.length === 0) return null
  return new Date(Date.parse(at) - Math.max(...known) * 1000).toISOString()
}

function logged(context: ReportContext, event: Event): Entry[] {
  const text = textOf(context, event)
  return text === null ? [] : [{ at: event.at, text }]
}

function textOf({ words, state, language }: ReportContext, event: Event): string | null {
  const { timeline: said } = words
  const put = (wording: Wording) => inLanguage(language, wording)
  switch (event.kind) {
    case 'opened':
      return said.opened(personOf(event.startedBy))
    case 'step-skipped':
      return words.colon(said.stepSkipped(event.step), put(reasonText(event.reason)))
    case 'step-done':
      return event.state === 'failed'
        ? said.stepFailed(event.step, put(fromText(event.reason ?? '')))
        : said.stepDone(event.step, put(headline(state, event.step)))
    case 'node-failed':
      return said.nodeFailed(event.node, put(fromText(event.message)))
    case 'verdict':
      return said.verdict(
        put(causeName(event.verdict.cause)),
        words.confidence[event.verdict.confidence],
      )
    case 'ended':
      return said.ended[event.state]
    case 'resumed':
      return said.resumed(personOf(event.by))
    case 'approval-asked':
      return said.asked(event.approval, put(fromText(event.card.text)))
    case 'approval-decided':
      return said.decided(
        event.approval,
        said.decisions[event.decision],
        event.by === null ? null : personOf(event.by),
      )
    case 'action-attempted':
      return said.attempted(event.rung, event.node, event.process.pid)
    case 'action-refused':
      return said.refused(event.rung, event.node, put(fromText(event.text)))
    case 'action-done':
      return put(fromText(event.text))
    case 'button-pressed':
      return event.text === null ? null : said.said(personOf(event.by), event.text)
    case 'button-done':
    case 'exported':
    case 'timer-set':
    case 'timer-fired':
    case 'judged':
    case 'compacted':
    case 'step-started':
    case 'evidence':
    case 'note':
    case 'narrated':
    case 'answered':
      return null
  }
}

function headline(state: State, name: string): Wording {
  const step = state.steps.find((each) => each.name === name)
  return step === undefined ? '' : progressText(state, step)
}
