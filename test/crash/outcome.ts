import { isDeepStrictEqual } from 'node:util'
import type { Event } from '../../src/core/event.ts'
import type { SlackMessage } from '../support/slack-bridge/emulator.ts'

/** All that an investigation left behind. */
export type Outcome = {
  readonly id: string
  readonly events: readonly Event[]
  /** Messages of the channel that carry the investigation's id, outside of threads. */
  readonly roots: readonly SlackMessage[]
  readonly thread: readonly SlackMessage[]
  /** `node step` of each script that was run on a host, and each touch of a process. */
  readonly runs: readonly string[]
  /** The inspector of the process that was asked stands open. */
  readonly leftOpen: boolean
}

/** What is wrong with an outcome, held against that of an undisturbed run; nothing when all is well. */
export function problemsOf(outcome: Outcome, undisturbed: Outcome): string[] {
  return [
    ...difference('the log', logOf(outcome), logOf(undisturbed)),
    ...difference('the verdict', verdictOf(outcome), verdictOf(undisturbed)),
    ...difference('the thread', textsOf(outcome), textsOf(undisturbed)),
    ...repeated(
      'evidence',
      outcome.events.flatMap((event) => (event.kind === 'evidence' ? [event.evidence.id] : [])),
    ),
    ...repeated('a post', outcome.thread.map(keyOf)),
    ...(outcome.roots.length === 1 ? [] : [`${outcome.roots.length} root messages`]),
    ...difference(
      'what hosts were asked',
      [...new Set(outcome.runs)].toSorted(),
      [...new Set(undisturbed.runs)].toSorted(),
    ),
  ]
}

export function difference(what: string, actual: unknown, expected: unknown): string[] {
  if (isDeepStrictEqual(actual, expected)) return []
  return [`${what} is ${JSON.stringify(actual)} and not ${JSON.stringify(expected)}`]
}

export function repeated(what: string, keys: readonly string[]): string[] {
  return keys
    .filter((key, index) => keys.indexOf(key) !== index)
    .map((key) => `${what} is there twice: ${key}`)
}

/** The log as words. Nodes answer in any order: what stands side by side is sorted. */
function logOf({ events }: Outcome): string[] {
  const words: string[] = []
  let answers: string[] = []
  for (const event of events) {
    if (event.kind === 'evidence') {
      answers.push(`evidence ${event.evidence.id} ${JSON.stringify(event.evidence.values).length}`)
      continue
    }
    words.push(...answers.toSorted(), wordOf(event))
    answers = []
  }
  return [...words, ...answers]
}

export function wordOf(event: Event): string {
  const step = 'step' in event ? ` ${event.step}` : ''
  const state = 'state' in event ? ` ${event.state}` : ''
  const findings =
    event.kind === 'step-done' ? ` ${event.findings.map((finding) => finding.id).join(',')}` : ''
  return `${event.kind}${step}${state}${findings}`
}

function verdictOf({ events }: Outcome): unknown {
  const verdict = events.findLast((event) => event.kind === 'verdict')
  return verdict === undefined
    ? null
    : { verdict: verdict.verdict, account: verdict.account, nodes: verdict.nodes }
}

/** The messages in their order, without what names the investigation. */
function textsOf({ id, thread }: Outcome): unknown {
  return thread.map((message) => [
    keyOf(message),
    message.text.replaceAll(id, 'ID'),
    message.blocks.length,
  ])
}

/** The key of a post; of a picture, which carries none, the name of its file, which begins with the investigation. */
export function keyOf(message: SlackMessage): string {
  const key = message.metadata?.event_payload['key']
  if (typeof key === 'string') return key
  const names = (message.files ?? []).map((file) => file.name)
  return names.map((name) => name.replace(/^memdiag-[a-z0-9]+-/, '')).join() || 'no key'
}
