import { setTimeout as wait } from 'node:timers/promises'
import { MemdiagError } from '../core/errors.ts'
import type { Approval } from '../core/ladder-state.ts'
import { say, sentences, SILENCE } from '../core/say.ts'
import { settle } from '../core/settle.ts'
import { fold, type State } from '../core/state.ts'
import { cardTable, soFar } from '../thread/approval-post.ts'
import { worded } from '../thread/draft.ts'
import { inLanguage } from '../words/in-language.ts'
import { fromText } from '../words/from-text.ts'
import type { CliDeps, Session } from './cli-deps.ts'
import type { Progress } from './live-progress.ts'
import { printable } from './output.ts'
import { renderPost } from './render-posts.ts'

type Question = {
  readonly state: State
  readonly approval: Approval
  readonly progress: Progress
}

/**
 * Shows the card and lets the person at the terminal answer, unless somebody else does first, or it expires.
 * False when nobody is at the terminal.
 */
export async function answerApproval(
  deps: CliDeps,
  session: Session,
  question: Question,
): Promise<boolean> {
  if (deps.ask === null) return false
  const { state, approval, progress } = question
  progress.end()
  deps.stderr.write(cardText(deps, state, approval))
  const elsewhere = new AbortController()
  const signal = AbortSignal.any([deps.signal, elsewhere.signal])
  const watched = watch(session, question, elsewhere, signal)
  try {
    const yes = await deps.ask(
      inLanguage(state.language, say`Approve ${approval.rung}? [y/N] `),
      signal,
    )
    if (yes !== null) await decide(deps, session, question, yes)
  } finally {
    elsewhere.abort()
    await watched
  }
  return true
}

function cardText(deps: CliDeps, state: State, { rung, card }: Approval): string {
  const asked = fromText(card.text)
  const warnings = card.warnings.map(fromText)
  return renderPost(
    worded(state.language, {
      key: 'card',
      kind: 'notice',
      text: asked,
      parts: [
        { kind: 'heading', text: say`Approval needed: ${rung}` },
        { kind: 'text', text: soFar(settle(state).verdict) },
        { kind: 'text', text: asked },
        cardTable(card),
        ...(warnings.length === 0 ? [] : [{ kind: 'list' as const, items: warnings }]),
      ],
    }),
    deps.stderr,
  )
}

async function decide(
  deps: CliDeps,
  { engine }: Session,
  { state, approval }: Question,
  yes: boolean,
): Promise<void> {
  const decision = yes ? 'approve' : 'deny'
  const by = `terminal:${deps.user}`
  try {
    await engine.decide({ id: state.id, approval: approval.approval, decision, by })
  } catch (error) {
    if (!(error instanceof MemdiagError) || !TOLD.has(error.code)) throw error
    const told = sentences([error.said.message, error.said.hint ?? SILENCE])
    deps.stderr.write(`${printable(inLanguage(state.language, told)).trimEnd()}\n`)
    // Somebody else may still answer; asking the same person again at once would only repeat itself.
    if (error.code === 'four-eyes') await untilAnswered(deps, engine, { state, approval })
  }
}

/** What another person, or the clock, was faster with; and what this person may not answer. */
const TOLD: ReadonlySet<string> = new Set(['approval-decided', 'approval-expired', 'four-eyes'])

async function untilAnswered(
  deps: CliDeps,
  engine: Session['engine'],
  { state, approval }: Pick<Question, 'state' | 'approval'>,
): Promise<void> {
  const { signal, stderr } = deps
  const waiting = say`Waiting for somebody else until ${approval.expiresAt}.`
  stderr.write(`${inLanguage(state.language, waiting)}\n`)
  while (!signal.aborted && deps.now() < approval.expiresAt) {
    if (isDecided(await engine.show(state.id), approval)) return
    await wait(LOOK_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** Ends the question at the terminal once it was answered elsewhere, or expired. */
async function watch(
  { store }: Session,
  { state, approval }: Question,
  elsewhere: AbortController,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await wait(LOOK_MS, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    if (isDecided(fold(await store.load(state.id)), approval)) elsewhere.abort()
  }
}

function isDecided(state: State, { approval }: Approval): boolean {
  const found = state.approvals.find((each) => each.approval === approval)
  return state.endedAt !== null || found?.decided !== null
}

/** How often the terminal looks whether somebody else has answered. */
const LOOK_MS = 1_000
