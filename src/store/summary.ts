import type { Event } from '../core/event.ts'

export type Summary = {
  readonly service: string | null
  readonly state: string | null
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly cause: string | null
  readonly confidence: string | null
}

/** What events say about the line of an investigation in `list`; null where they say nothing. */
export function summaryOf(events: readonly Event[]): Summary {
  let summary: Summary = NOTHING
  for (const event of events) summary = { ...summary, ...told(event) }
  return summary
}

const NOTHING: Summary = {
  service: null,
  state: null,
  startedAt: null,
  endedAt: null,
  cause: null,
  confidence: null,
}

function told(event: Event): Partial<Summary> {
  switch (event.kind) {
    case 'opened':
      return { service: event.service.name, state: 'running', startedAt: event.at }
    case 'verdict':
      return { cause: event.verdict.cause, confidence: event.verdict.confidence }
    case 'ended':
      return { state: event.state, endedAt: event.at }
    case 'approval-asked':
    case 'timer-set':
      return { state: 'waiting' }
    case 'approval-decided':
    case 'timer-fired':
      return { state: 'running' }
    case 'resumed':
      return event.reopens ? { state: 'running' } : {}
    case 'action-refused':
    case 'action-attempted':
    case 'action-done':
    case 'step-started':
    case 'step-skipped':
    case 'evidence':
    case 'node-failed':
    case 'step-done':
    case 'note':
    case 'narrated':
    case 'answered':
    case 'judged':
    case 'button-pressed':
    case 'button-done':
    case 'compacted':
    case 'exported':
      return {}
  }
}
