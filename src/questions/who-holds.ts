import { formatBytes } from '../core/bytes.ts'
import type { Evidence } from '../core/evidence.ts'
import { type Said, say, SILENCE } from '../core/say.ts'
import type { State } from '../core/state.ts'
import { standingRefusal } from '../core/still-to-measure.ts'
import { fromText } from '../words/from-text.ts'
import type { Cited, Draft } from './draft.ts'

/** Suspects and classes that one answer names. */
const NAMED = 5

/** What keeps objects of a class alive, from a comparison of heap snapshots; what would tell where there is none. */
export function whoHolds(state: State, name: string): Draft {
  const compared = state.evidence.filter((each) => each.values.kind === 'heap-comparison')
  const known = compared.flatMap((each) => held(each, name))
  if (known.length > 0) {
    return { sentences: known.slice(0, NAMED), shows: [] }
  }
  const text =
    compared.length > 0
      ? say`No class like ${name} is among those that grew between the snapshots.`
      : notCompared(state, name)
  const cites = compared.map((each) => each.id)
  return { sentences: [{ text: say`I don't know. ${text}`, cites }], shows: [] }
}

/** With what would tell, or with what stands against that. */
function notCompared(state: State, name: string): Said {
  const none = say`Who holds ${name} only heap snapshots tell, and none were compared.`
  const [refused] = state.service.targets.flatMap(
    (target) => standingRefusal(state, target.name, 'snapshot') ?? [],
  )
  if (refused === undefined) {
    return say`${none} This would tell: memdiag resume ${state.id} --approve snapshot`
  }
  const why = fromText(refused.text)
  return refused.rung === 'snapshot'
    ? say`${none} They were refused: ${why}`
    : say`${none} What comes before them (${refused.rung}) was refused: ${why}`
}

function held({ id, values }: Evidence, name: string): Cited[] {
  if (values.kind !== 'heap-comparison') return []
  const wanted = name.toLowerCase()
  const suspects = values.suspects.filter((each) => each.class.toLowerCase().includes(wanted))
  const classes = values.classes.filter((each) => each.class.toLowerCase().includes(wanted))
  return [
    ...suspects.map((each) => {
      const holder = each.holder
      const by =
        holder === undefined
          ? SILENCE
          : say` Held by ${holder.name}${placeOf(holder)} through ${holder.edge}.`
      const path = each.path.map((step) => `${step.name}.${step.edge}`).join(' > ')
      return {
        text: say`${each.class}${placeOf(each)}: ${each.suspected} objects keep ${formatBytes(each.retainedBytes)} alive.${by}${path === '' ? SILENCE : say` Path: ${path}`}`,
        cites: [id],
      }
    }),
    ...classes
      .filter((each) => !suspects.some((suspect) => suspect.class === each.class))
      .map((each) => ({
        text: say`${each.class}${placeOf(each)}: ${each.added} more, ${each.removed} gone, ${formatBytes(each.retainedBytes)} kept alive by all of them.`,
        cites: [id],
      })),
  ]
}

function placeOf({
  script,
  line,
}: {
  script?: string | undefined
  line?: number | undefined
}): string {
  return script === undefined ? '' : ` (${script}${line === undefined ? '' : `:${line}`})`
}
