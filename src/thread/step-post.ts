import type { Evidence, Missing } from '../core/evidence.ts'
import type { StepName } from '../core/names.ts'
import type { Post } from '../core/post.ts'
import { say, type Wording } from '../core/say.ts'
import type { State, StepState } from '../core/state.ts'
import { fromText } from '../words/from-text.ts'
import { alike } from './alike.ts'
import { type DraftPart, worded } from './draft.ts'
import { missingReason } from './missing-reasons.ts'
import { nodeTable } from './node-table.ts'
import { failureText, progressText } from './root-post.ts'
import { evidenceParts } from './tables.ts'

/** The key of the message of a step, which other messages lead to. */
export function stepKey(step: StepName): string {
  return `step:${step}`
}

export function hasPost({ state }: StepState): boolean {
  return state === 'done' || state === 'failed'
}

/** One message a step: the findings first, then what was measured, then what could not be read. */
export function stepPost(state: State, step: StepState): Post {
  const evidence = state.evidence.filter((each) => each.step === step.name && !ofLadder(each))
  const findings = state.findings.filter((finding) => step.findings.includes(finding.id))
  const severalNodes = state.service.targets.length > 1
  return worded(state.language, {
    key: stepKey(step.name),
    kind: 'step',
    text: say`${step.name}: ${progressText(state, step)}`,
    parts: [
      { kind: 'heading', text: step.name },
      ...(findings.length === 0
        ? [{ kind: 'text' as const, text: progressText(state, step) }]
        : [
            {
              kind: 'list' as const,
              items: alike(
                findings.map((finding) => ({ node: finding.node, text: finding })),
                severalNodes,
              ),
            },
          ]),
      ...(severalNodes
        ? byNode(evidence)
        : evidence.flatMap((each) => evidenceParts(each, severalNodes))),
      ...missingParts(evidence, severalNodes),
      ...failureParts(state, step),
      ...moreParts(state, evidence, step),
    ],
  })
}

/** One table for what all nodes were asked; what only one process was asked stands by itself. */
function byNode(evidence: readonly Evidence[]): DraftPart[] {
  const kinds = [...new Set(evidence.map(({ values }) => values.kind))]
  return kinds.flatMap((kind) => {
    const same = evidence.filter(({ values }) => values.kind === kind)
    const table = nodeTable(kind, same)
    if (table !== null) return [table]
    return inOneLine(same) ?? same.slice(0, SINGLE).flatMap((each) => evidenceParts(each, true))
  })
}

/** What is told of each node in one line, once for all that say the same; null where it takes more. */
function inOneLine(same: readonly Evidence[]): DraftPart[] | null {
  const told = same.map((each) => ({ node: each.node, parts: evidenceParts(each, false) }))
  const said = told.flatMap(({ node, parts: [part, ...more] }) =>
    (part?.kind === 'text' || part?.kind === 'small') && more.length === 0
      ? [{ node, kind: part.kind, text: part.text }]
      : [],
  )
  const [first] = said
  if (first === undefined || said.length < same.length) return null
  return alike(said, true).map((text) => ({ kind: first.kind, text }))
}

/** Evidence shown one by one in a step of several nodes: a screen; "Show more" has the rest. */
const SINGLE = 4

/** What the ladder measured stands with its approval. */
function ofLadder({ id }: Evidence): boolean {
  return /^snapshot\.(?:inspect|gc|profile|snapshot)-\d+\//.test(id)
}

function missingParts(evidence: readonly Evidence[], severalNodes: boolean): DraftPart[] {
  const said = evidence.flatMap(({ node, missing }) =>
    missing.map((each) => ({ node, text: missingText(each) })),
  )
  return said.length === 0 ? [] : [{ kind: 'list', items: alike(said, severalNodes) }]
}

function missingText({ what, reason, hint }: Missing): Wording {
  const not = say`not read: ${fromText(what)} (${missingReason(reason)})`
  return hint === undefined ? not : say`${not}. ${fromText(hint)}`
}

function failureParts(state: State, step: StepState): DraftPart[] {
  const said = state.failures
    .filter((each) => each.step === step.name)
    .map((each) => ({ node: each.node, text: failureText(each) }))
  return said.length === 0 ? [] : [{ kind: 'list', items: alike(said, true) }]
}

/** The raw answers are a press away in Slack, and in the JSON elsewhere. */
function moreParts(state: State, evidence: readonly Evidence[], { name }: StepState): DraftPart[] {
  if (evidence.length === 0) return []
  return [
    {
      kind: 'actions',
      buttons: [{ action: 'more', label: say`Show more`, investigation: state.id, subject: name }],
    },
  ]
}
