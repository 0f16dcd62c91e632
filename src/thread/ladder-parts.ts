import { offered } from '../core/ladder.ts'
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
  const next = offered(state)
  return [
    ...(items.length === 0 ? [] : [{ kind: 'list' as const, items }]),
    ...(next === null || state.endedAt === null
      ? []
      : [
          {
            kind: 'text' as const,
            text: say`Looking inside process ${next.pid} on ${next.node} could tell more (${next.rung}). It needs approval, in the terminal:`,
          },
          { kind: 'code' as const, text: `memdiag resume ${state.id} --approve ${next.rung}` },
        ]),
  ]
}
