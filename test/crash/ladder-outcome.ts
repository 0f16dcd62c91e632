import type { Event, EventOf } from '../../src/core/event.ts'
import { height } from '../../src/core/ladder-rungs.ts'
import { NOBODY } from './leaking-process.ts'
import { difference, keyOf, type Outcome, repeated, wordOf } from './outcome.ts'

/**
 * What is wrong with an outcome of the ladder. An action that a kill interrupted is not repeated: it ends as unknown,
 * says so, and is asked for again. So the log is that of an undisturbed run, with one more question and its answer
 * for each action that is unknown, and there are no more of those than kills.
 */
export function ladderProblems(outcome: Outcome, undisturbed: Outcome, kills: number): string[] {
  const lost = dones(outcome).filter((each) => each.outcome === 'unknown')
  const again = asked(outcome).length - asked(undisturbed).length
  return [
    ...difference('the log', logOf(outcome), logOf(undisturbed)),
    ...difference('the verdict', verdictOf(outcome), verdictOf(undisturbed)),
    ...difference('the thread', threadOf(outcome), threadOf(undisturbed)),
    ...repeated('a post', outcome.thread.map(keyOf)),
    ...(outcome.roots.length === 1 ? [] : [`${outcome.roots.length} root messages`]),
    ...(lost.length <= kills ? [] : [`${lost.length} actions were lost in ${kills} kills`]),
    ...(again === lost.length ? [] : [`${again} questions more for ${lost.length} lost actions`]),
    ...lost
      .filter((each) => !each.text.includes('memdiag stopped in the middle'))
      .map((each) => `${each.action} was lost and does not say so: ${each.text}`),
    ...uncovered(outcome),
    ...touchProblems(outcome, undisturbed),
    ...(outcome.leftOpen ? ['the inspector was left open'] : []),
  ]
}

function of<Kind extends Event['kind']>({ events }: Outcome, kind: Kind): EventOf<Kind>[] {
  return events.filter((event): event is EventOf<Kind> => event.kind === kind)
}

const asked = (outcome: Outcome): EventOf<'approval-asked'>[] => of(outcome, 'approval-asked')
const attempts = (outcome: Outcome): EventOf<'action-attempted'>[] =>
  of(outcome, 'action-attempted')
const dones = (outcome: Outcome): EventOf<'action-done'>[] => of(outcome, 'action-done')

/** `gc-2` is as good as `gc-1`. */
function unnumbered(text: string): string {
  return text.replaceAll(/\b(inspect|gc|profile|snapshot)-\d+/g, '$1')
}

/** Without repetition: what a lost action has cost is counted on its own. */
function logOf(outcome: Outcome): string[] {
  const words = outcome.events.flatMap((event) => {
    if (event.kind === 'action-attempted') return [`attempted ${event.rung} ${event.part}`]
    if (event.kind === 'action-done') return doneWord(outcome, event)
    if (event.kind === 'approval-asked') return [`asked ${event.rung}`]
    if (event.kind === 'approval-decided') return [`${event.approval} ${event.decision}`]
    if (event.kind === 'timer-set') return [`timer-set ${event.timer}`]
    if (event.kind === 'timer-fired') return [`timer-fired ${event.timer} ${event.why}`]
    if (event.kind === 'evidence') return [`evidence ${event.evidence.id}`]
    return [wordOf(event)]
  })
  return [...new Set(words.map(unnumbered))]
}

function doneWord(outcome: Outcome, done: EventOf<'action-done'>): string[] {
  if (done.outcome === 'unknown') return []
  const part = attempts(outcome).find((each) => each.action === done.action)?.part
  return [`done ${done.action} part ${part} ${done.outcome} ${done.inspector}`]
}

function verdictOf(outcome: Outcome): unknown {
  const verdict = of(outcome, 'verdict').at(-1)
  if (verdict === undefined) return null
  const { at: _, ...rest } = verdict
  return JSON.parse(unnumbered(JSON.stringify(rest)))
}

/** Keys in their order; a card of a question that was asked again stands beside the first. */
function threadOf(outcome: Outcome): string[] {
  return [...new Set(outcome.thread.map((message) => unnumbered(keyOf(message))))]
}

/** Attempts without a yes before them that allows them, and yeses that were used twice. */
function uncovered(outcome: Outcome): string[] {
  const all = attempts(outcome)
  const bare = all.filter((attempt) => {
    const before = outcome.events.slice(0, outcome.events.indexOf(attempt))
    const question = asked(outcome).find((each) => each.approval === attempt.approval)
    const yes = before.some(
      (each) =>
        each.kind === 'approval-decided' &&
        each.approval === attempt.approval &&
        each.decision === 'approved',
    )
    return !yes || question === undefined || height(question.rung) < height(attempt.rung)
  })
  return [
    ...bare.map((each) => `${each.action} was attempted without an approval`),
    ...repeated(
      'a use of an approval',
      all.map((each) => `${each.approval} ${each.rung} ${each.part}`),
    ),
    ...all
      .filter((each) => dones(outcome).filter((done) => done.action === each.action).length !== 1)
      .map((each) => `${each.action} has not one end`),
  ]
}

/** Each touch belongs to an attempt and is there once; an action that was lost has a beginning of its touches. */
function touchProblems(outcome: Outcome, undisturbed: Outcome): string[] {
  const touches = touchesOf(outcome)
  // After a kill what may be left open is closed, by nobody's attempt, as often as it takes.
  const owned = touches.filter((each) => each !== `touch ${NOBODY} close`)
  return [
    ...repeated('a touch', owned),
    ...owned
      .filter((each) => !attempts(outcome).some(({ action }) => action === each.split(' ')[1]))
      .map((each) => `without an attempt on record: ${each}`),
    ...attempts(outcome).flatMap((attempt) => incomplete(attempt, outcome, undisturbed)),
  ]
}

function incomplete(
  attempt: EventOf<'action-attempted'>,
  outcome: Outcome,
  undisturbed: Outcome,
): string[] {
  const like = attempts(undisturbed).find(
    (each) => each.rung === attempt.rung && each.part === attempt.part,
  )
  const actual = touchesBy(outcome, attempt.action)
  const expected = touchesBy(undisturbed, like?.action ?? '')
  const done = dones(outcome).find((each) => each.action === attempt.action)
  const shown = done?.outcome === 'unknown' ? expected.slice(0, actual.length) : expected
  return difference(`what ${attempt.action} did to the process`, actual, shown)
}

function touchesOf({ runs }: Outcome): string[] {
  return runs.filter((each) => each.startsWith('touch '))
}

function touchesBy(outcome: Outcome, action: string): string[] {
  const prefix = `touch ${action} `
  return touchesOf(outcome)
    .filter((each) => each.startsWith(prefix))
    .map((each) => each.slice(prefix.length))
}
