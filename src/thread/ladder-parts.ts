import { offered } from '../core/ladder.ts'
import { standingRefusal } from '../core/still-to-measure.ts'
import type { State } from '../core/state.ts'
import { say, SILENCE } from '../core/say.ts'
import { fromText } from '../words/from-text.ts'
import { decisionName, outcomeName } from './action-names.ts'
import type { DraftPart } from './draft.ts'

/** What of the ladder was not climbed and why, and what would go on with it; nothing where nothing is left. */
export function ladderParts(state: State): DraftPart[] {
  const items = [
    ...state.approvals.flatMap(({ rung, decided }) => {
      if (decided === null || decided.decision === 'approved') return []
      const by = decided.by === null ? SILENCE : say` by ${decided.by}`
      return [say`${rung}: ${decisionName(decided.decision)}${by}; the verdict is made without it.`]
    }),
    ...state.refusals.map(
      (each) =>
        say`${each.rung} of process ${each.pid} on ${each.node}: refused. ${fromText(each.text)}`,
    ),
    ...state.actions.flatMap(({ action, done }) =>
      done === null || done.outcome === 'done'
        ? []
        : [say`${action}: ${outcomeName(done.outcome)}. ${fromText(done.text)}`],
    ),
    ...state.timers.flatMap(({ fired }) =>
      fired?.why === 'process-gone' ? [fromText(fired.text)] : [],
    ),
  ]
  return [
    ...(items.length === 0 ? [] : [{ kind: 'list' as const, items }]),
    ...(state.endedAt === null ? [] : offer(state)),
  ]
}

/** How to go on: as it was offered before, or past what stood against it. */
function offer(state: State): DraftPart[] {
  const next = offered(state)
  if (next === null) return []
  const { rung, node, pid } = next
  const refusal = standingRefusal(state, node, rung)
  const command = `memdiag resume ${state.id} --approve ${rung}`
  const open = say`Looking inside process ${pid} on ${node} could tell more (${rung}).`
  if (refusal === null) {
    return [
      { kind: 'text', text: say`${open} It needs approval, in the terminal:` },
      { kind: 'code', text: command },
    ]
  }
  return refusal.forcible
    ? [
        {
          kind: 'text',
          text: say`${open} It was refused for too little headroom: with more of it by the first of these, at the risk of the process by the other:`,
        },
        { kind: 'code', text: `${command}\n${command} --force` },
      ]
    : [
        { kind: 'text', text: say`${open} Once what stood against it is mended:` },
        { kind: 'code', text: command },
      ]
}
