import type { ActionCard } from '../core/approval.ts'
import { formatBytes } from '../core/bytes.ts'
import { causeWithConfidence } from '../core/cause-names.ts'
import type { Action, Approval, Timer } from '../core/ladder-state.ts'
import type { Post } from '../core/post.ts'
import { settle } from '../core/settle.ts'
import type { State } from '../core/state.ts'
import { type Said, say, SILENCE, type Wording } from '../core/say.ts'
import type { Verdict } from '../core/verdict.ts'
import { fromText } from '../words/from-text.ts'
import { decisionName, outcomeName } from './action-names.ts'
import { type DraftPart, type DraftSpan, worded } from './draft.ts'
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
  const asked = fromText(card.text)
  const warnings = card.warnings.map(fromText)
  const { verdict } = settle(state)
  return worded(state.language, {
    key: `approval:${approval.approval}`,
    kind: 'notice',
    text: say`Approval needed (${rung}): ${asked}`,
    parts: [
      { kind: 'heading', text: say`Approval needed: ${rung}` },
      { kind: 'text', text: asked },
      cardTable(card),
      ...list(card.overruled === undefined ? warnings : [overruled(card), ...warnings]),
      { kind: 'text', text: soFar(verdict) },
      {
        kind: 'line',
        spans: [
          say`Approve until `,
          { at: expiresAt },
          say`: without it the verdict is made with this.`,
        ],
      },
      approversLine(state),
      { kind: 'actions', buttons: buttons(state, approval, verdict) },
    ],
  })
}

/** Who is asked: a mention also tells them. */
function approversLine({ service }: State): DraftPart {
  const approvers = service.approvers ?? []
  if (approvers.length === 0)
    return {
      kind: 'small',
      text: say`Nobody may approve it from Slack: services.yml names no approvers for the service. In the terminal whoever may use memdiag there.`,
    }
  const people = approvers.flatMap((id): DraftSpan[] => [' ', { person: `slack:${id}` }])
  const fourEyes =
    service.fourEyes === true ? say`, but not who asked for the investigation` : SILENCE
  return { kind: 'line', spans: [say`May approve:`, ...people, say`${fourEyes}.`] }
}

/** The verdict as it would be made now. */
export function soFar(verdict: Verdict): Wording {
  return say`So far: ${causeOf(verdict)}. ${verdict}`
}

function causeOf({ cause, confidence }: Verdict): Wording {
  return causeWithConfidence(cause, confidence)
}

/** What a person is told before a process is touched, as figures. */
export function cardTable(card: ActionCard): DraftPart {
  const rows: (readonly [Wording, Wording | null])[] = [
    [say`how in`, fromText(card.method)],
    [
      say`the process stands still`,
      card.pauseMs === null ? say`not at all` : pauseText(card.pauseMs),
    ],
    [
      say`more memory for a while`,
      card.extraBytes === null
        ? null
        : say`${formatBytes(card.extraBytes.least)} to ${formatBytes(card.extraBytes.most)}`,
    ],
    [say`predicted`, card.basis === undefined ? null : fromText(card.basis)],
    [
      say`headroom`,
      card.headroomBytes === null
        ? say`not known`
        : say`${formatBytes(card.headroomBytes)} below ${fromText(card.headroomOf)}`,
    ],
    [say`workers that share the traffic`, String(card.sharing)],
    [say`process manager`, card.heartbeat === null ? null : fromText(card.heartbeat)],
    [say`takes`, spanText(card.spanSeconds)],
    [
      say`inspector open at most`,
      card.openSeconds === null ? say`it was open before` : spanText(card.openSeconds),
    ],
    [say`kept`, card.kept === null ? null : fromText(card.kept)],
  ]
  return {
    kind: 'table',
    caption: say`What it costs, predicted`,
    columns: [
      { title: say`what`, align: 'left' },
      { title: say`value`, align: 'left' },
    ],
    rows: rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  }
}

function pauseText({ least, most }: { readonly least: number; readonly most: number }): Wording {
  return say`${shortSpan(least)} to ${shortSpan(most)} at a time`
}

function shortSpan(ms: number): string {
  return ms < 950 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** A span for a person: `45 s`, `10 min`. */
export function spanText(seconds: number): Said {
  return seconds < 120 ? say`${Math.round(seconds)} s` : say`${Math.round(seconds / 60)} min`
}

function overruled(card: ActionCard): Wording {
  const why = fromText(card.overruled ?? '')
  return say`The guard refused it, and --force overruled the guard: ${why}`
}

function buttons(state: State, { approval, rung, card }: Approval, verdict: Verdict) {
  const base = { investigation: state.id, subject: approval }
  return [
    {
      ...base,
      action: 'approve' as const,
      label: say`Approve ${rung}`,
      style: 'primary' as const,
      confirm: {
        title: say`Approve ${rung}?`,
        text: fromText(card.text),
        yes: say`Approve`,
        no: say`Not now`,
      },
      command: `memdiag resume ${state.id} --approve ${rung}`,
    },
    {
      ...base,
      action: 'deny' as const,
      label: say`Deny`,
      confirm: {
        title: say`Deny ${rung}?`,
        text: say`It is not asked for again: the verdict is made with what is known. So far: ${causeOf(verdict)}.`,
        yes: say`Deny`,
        no: say`Not now`,
      },
    },
  ]
}

function outcomePost(state: State, approval: Approval): Post {
  const { rung, decided } = approval
  const actions = state.actions.filter((each) => each.approval === approval.approval)
  const timers = state.timers.filter((timer) =>
    actions.some(({ rung: of, process }) => of === 'snapshot' && process.pid === timer.process.pid),
  )
  const last = actions.at(-1)
  const word = decided === null ? say`not decided` : decisionName(decided.decision)
  const text =
    last?.done === null || last === undefined ? say`${rung}: ${word}` : fromText(last.done.text)
  return worded(state.language, {
    key: `approval:${approval.approval}`,
    kind: 'notice',
    text,
    parts: [
      { kind: 'heading', text: say`${rung}: ${last === undefined ? word : progressOf(last)}` },
      { kind: 'text', text: fromText(approval.card.text) },
      { kind: 'line', spans: decisionSpans(approval) },
      ...(approval.card.overruled === undefined ? [] : list([overruled(approval.card)])),
      ...list([...actions.map((action) => actionText(state.id, action)), ...timers.map(timerText)]),
      ...actions.flatMap((action) => found(state, action)),
    ],
  })
}

function decisionSpans({ decided }: Approval): DraftSpan[] {
  if (decided === null) return [say`Nobody decided before the investigation ended.`]
  const { by, at, decision, ahead, reason } = decided
  if (by === null) {
    const why = reason === undefined ? '' : say`: ${fromText(reason)}`
    return [say`It ${decisionName(decision)} `, { at }, why]
  }
  return [
    say`${decision === 'approved' ? say`Approved` : say`Denied`}${ahead === true ? say` ahead (--approve)` : SILENCE} by `,
    { person: by },
    say`, `,
    { at },
  ]
}

function progressOf({ done }: Action): Wording {
  return done === null ? say`under way` : outcomeName(done.outcome)
}

function actionText(investigation: string, { action, done }: Action): Wording {
  if (done === null) return say`${action}: under way`
  const kept =
    done.keptUntil === undefined
      ? SILENCE
      : say` The whole snapshot is kept until ${done.keptUntil}: memdiag heap save ${investigation} FILE`
  return say`${action}: ${fromText(done.text)}${kept}`
}

function timerText({ timer, dueAt, growth, fired }: Timer): Wording {
  if (fired !== null) return say`${timer}: ${fromText(fired.text)}`
  const grown =
    growth === undefined ? SILENCE : say`, or once rss has grown by ${formatBytes(growth.byBytes)}`
  return say`${timer}: waits until ${dueAt}${grown}`
}

/** The tables of what an action measured. */
function found(state: State, { action, node }: Action): DraftPart[] {
  const evidence = state.evidence.find((each) => each.id === `snapshot.${action}/${node}`)
  return evidence === undefined ? [] : evidenceParts(evidence, state.service.targets.length > 1)
}

function list(items: readonly Wording[]): DraftPart[] {
  return items.length === 0 ? [] : [{ kind: 'list', items: [...items] }]
}
