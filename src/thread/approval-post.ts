import type { ActionCard } from '../core/approval.ts'
import { formatBytes } from '../core/bytes.ts'
import type { Action, Approval, Timer } from '../core/ladder-state.ts'
import type { Part, Post, Span } from '../core/post.ts'
import { settle } from '../core/settle.ts'
import type { State } from '../core/state.ts'
import { evidenceParts } from './tables.ts'

/** One message an approval: the card with its buttons, and in its place what came of it. */
export function approvalPosts(state: State): Post[] {
  return state.approvals.map((approval) => {
    const open = approval.decided === null && state.endedAt === null
    return open ? questionPost(state, approval) : outcomePost(state, approval)
  })
}

function questionPost(state: State, approval: Approval): Post {
  const { rung, card, expiresAt } = approval
  const text = `Approval needed (${rung}): ${card.text}`
  return {
    key: `approval:${approval.approval}`,
    kind: 'notice',
    text,
    parts: [
      { kind: 'heading', text: `Approval needed: ${rung}` },
      { kind: 'text', text: card.text },
      cardTable(card),
      ...list(card.overruled === undefined ? card.warnings : [overruled(card), ...card.warnings]),
      { kind: 'text', text: soFar(state) },
      {
        kind: 'line',
        spans: ['Approve until ', { at: expiresAt }, ': without it the verdict is made with this.'],
      },
      approversLine(state),
      { kind: 'actions', buttons: buttons(state, approval) },
    ],
  }
}

/** Who is asked: a mention also tells them. */
function approversLine({ service }: State): Part {
  const approvers = service.approvers ?? []
  if (approvers.length === 0)
    return {
      kind: 'small',
      text: 'Nobody may approve it from Slack: services.yml names no approvers for the service. In the terminal whoever may use memdiag there.',
    }
  const people = approvers.flatMap((id): Span[] => [' ', { person: `slack:${id}` }])
  const fourEyes = service.fourEyes === true ? ', but not who asked for the investigation' : ''
  return { kind: 'line', spans: ['May approve:', ...people, `${fourEyes}.`] }
}

/** The verdict as it would be made now. */
export function soFar(state: State): string {
  const { verdict } = settle(state)
  const sure = verdict.confidence === 'none' ? '' : ` (${verdict.confidence})`
  return `So far: ${verdict.cause}${sure}. ${verdict.text}`
}

/** What a person is told before a process is touched, as figures. */
export function cardTable(card: ActionCard): Part {
  const rows: (readonly [string, string | null])[] = [
    ['how in', card.method],
    ['the process stands still', card.pauseMs === null ? 'not at all' : pauseText(card.pauseMs)],
    [
      'more memory for a while',
      card.extraBytes === null
        ? null
        : `${formatBytes(card.extraBytes.least)} to ${formatBytes(card.extraBytes.most)}`,
    ],
    [
      'headroom',
      card.headroomBytes === null
        ? 'not known'
        : `${formatBytes(card.headroomBytes)} below ${card.headroomOf}`,
    ],
    ['workers that share the traffic', String(card.sharing)],
    ['process manager', card.heartbeat],
    ['takes', spanText(card.spanSeconds)],
    [
      'inspector open at most',
      card.openSeconds === null ? 'it was open before' : spanText(card.openSeconds),
    ],
    ['kept', card.kept],
  ]
  return {
    kind: 'table',
    caption: 'What it costs, predicted',
    columns: [
      { title: 'what', align: 'left' },
      { title: 'value', align: 'left' },
    ],
    rows: rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  }
}

function pauseText({ least, most }: { readonly least: number; readonly most: number }): string {
  return `${shortSpan(least)} to ${shortSpan(most)} at a time`
}

function shortSpan(ms: number): string {
  return ms < 950 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** A span for a person: `45 s`, `10 min`. */
export function spanText(seconds: number): string {
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
}

function overruled({ overruled: why = '' }: ActionCard): string {
  return `The guard refused it, and --force overruled the guard: ${why}`
}

function buttons(state: State, { approval, rung, card }: Approval) {
  const base = { investigation: state.id, subject: approval }
  return [
    {
      ...base,
      action: 'approve' as const,
      label: `Approve ${rung}`,
      style: 'primary' as const,
      confirm: {
        title: `Approve ${rung}?`,
        text: card.text,
        yes: 'Approve',
        no: 'Not now',
      },
      command: `memdiag resume ${state.id} --approve ${rung}`,
    },
    { ...base, action: 'deny' as const, label: 'Deny' },
  ]
}

function outcomePost(state: State, approval: Approval): Post {
  const { rung, decided } = approval
  const actions = state.actions.filter((each) => each.approval === approval.approval)
  const timers = state.timers.filter((timer) =>
    actions.some(({ rung: of, process }) => of === 'snapshot' && process.pid === timer.process.pid),
  )
  const last = actions.at(-1)
  const word = decided?.decision ?? 'not decided'
  const text = last?.done === null || last === undefined ? `${rung}: ${word}` : last.done.text
  return {
    key: `approval:${approval.approval}`,
    kind: 'notice',
    text,
    parts: [
      { kind: 'heading', text: `${rung}: ${last === undefined ? word : progressOf(last)}` },
      { kind: 'text', text: approval.card.text },
      { kind: 'line', spans: decisionSpans(approval) },
      ...(approval.card.overruled === undefined ? [] : list([overruled(approval.card)])),
      ...list([...actions.map((action) => actionText(state.id, action)), ...timers.map(timerText)]),
      ...actions.flatMap((action) => found(state, action)),
    ],
  }
}

function decisionSpans({ decided }: Approval): Span[] {
  if (decided === null) return ['Nobody decided before the investigation ended.']
  const { by, at, decision, ahead, reason } = decided
  if (by === null) return [`It ${decision} `, { at }, reason === undefined ? '' : `: ${reason}`]
  return [
    `${decision === 'approved' ? 'Approved' : 'Denied'}${ahead === true ? ' ahead (--approve)' : ''} by `,
    { person: by },
    ', ',
    { at },
  ]
}

function progressOf({ done }: Action): string {
  return done === null ? 'under way' : done.outcome
}

function actionText(investigation: string, { action, done }: Action): string {
  if (done === null) return `${action}: under way`
  const kept =
    done.keptUntil === undefined
      ? ''
      : ` The whole snapshot is kept until ${done.keptUntil}: memdiag heap save ${investigation} FILE`
  return `${action}: ${done.text}${kept}`
}

function timerText({ timer, dueAt, growth, fired }: Timer): string {
  if (fired !== null) return `${timer}: ${fired.text}`
  const grown =
    growth === undefined ? '' : `, or once rss has grown by ${formatBytes(growth.byBytes)}`
  return `${timer}: waits until ${dueAt}${grown}`
}

/** The tables of what an action measured. */
function found(state: State, { action, node }: Action): Part[] {
  const evidence = state.evidence.find((each) => each.id === `snapshot.${action}/${node}`)
  return evidence === undefined ? [] : evidenceParts(evidence, state.service.targets.length > 1)
}

function list(items: readonly string[]): Part[] {
  return items.length === 0 ? [] : [{ kind: 'list', items: [...items] }]
}
