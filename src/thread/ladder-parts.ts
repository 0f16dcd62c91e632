import { offered } from '../core/ladder.ts'
import type { Part } from '../core/post.ts'
import type { State } from '../core/state.ts'

/** What of the ladder was not climbed and why, and what would go on with it; nothing where nothing is left. */
export function ladderParts(state: State): Part[] {
  const items = [
    ...state.approvals.flatMap(({ rung, decided }) => {
      if (decided === null || decided.decision === 'approved') return []
      const by = decided.by === null ? '' : ` by ${decided.by}`
      return [`${rung}: ${decided.decision}${by}; the verdict is made without it.`]
    }),
    ...state.refusals.map(
      (each) => `${each.rung} of process ${each.pid} on ${each.node}: refused. ${each.text}`,
    ),
    ...state.actions.flatMap(({ action, done }) =>
      done === null || done.outcome === 'done' ? [] : [`${action}: ${done.outcome}. ${done.text}`],
    ),
    ...state.timers.flatMap(({ fired }) => (fired?.why === 'process-gone' ? [fired.text] : [])),
  ]
  const next = offered(state)
  return [
    ...(items.length === 0 ? [] : [{ kind: 'list' as const, items }]),
    ...(next === null || state.endedAt === null
      ? []
      : [
          {
            kind: 'text' as const,
            text: `Looking inside process ${next.pid} on ${next.node} could tell more (${next.rung}). It needs approval, in the terminal:`,
          },
          { kind: 'code' as const, text: `memdiag resume ${state.id} --approve ${next.rung}` },
        ]),
  ]
}
