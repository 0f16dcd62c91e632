import type { Evidence } from '../core/evidence.ts'
import type { Part, Post } from '../core/post.ts'
import type { State, StepState } from '../core/state.ts'
import { progressText } from './root-post.ts'
import { evidenceParts } from './tables.ts'

/** One message a step: the findings first, then what was measured, then what could not be read. */
export function stepPost(state: State, step: StepState): Post {
  const evidence = state.evidence.filter((each) => each.step === step.name)
  const findings = state.findings.filter((finding) => step.findings.includes(finding.id))
  const severalNodes = state.service.targets.length > 1
  return {
    key: `step:${step.name}`,
    kind: 'step',
    text: `${step.name}: ${progressText(state, step)}`,
    parts: [
      { kind: 'heading', text: step.name },
      ...(findings.length === 0
        ? [{ kind: 'text' as const, text: progressText(state, step) }]
        : [
            {
              kind: 'list' as const,
              items: distinct(
                findings.map((each) =>
                  severalNodes && each.node !== undefined
                    ? `${each.node}: ${each.text}`
                    : each.text,
                ),
              ),
            },
          ]),
      ...evidence.flatMap((each) => evidenceParts(each, severalNodes)),
      ...missingParts(evidence, severalNodes),
      ...failureParts(state, step),
      ...moreParts(state, evidence, step),
    ],
  }
}

function missingParts(evidence: readonly Evidence[], severalNodes: boolean): Part[] {
  const items = evidence.flatMap((each) =>
    each.missing.map(
      (missing) =>
        `${severalNodes ? `${each.node}: ` : ''}not read: ${missing.what} (${missing.reason})${missing.hint === undefined ? '' : `. ${missing.hint}`}`,
    ),
  )
  return items.length === 0 ? [] : [{ kind: 'list', items: distinct(items) }]
}

function failureParts(state: State, step: StepState): Part[] {
  const items = state.failures
    .filter((each) => each.step === step.name)
    .map((each) => `${each.node}: ${each.message}${each.hint === undefined ? '' : ` ${each.hint}`}`)
  return items.length === 0 ? [] : [{ kind: 'list', items }]
}

/** One observation may speak about several causes: it is told once. */
function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}

/** The raw answers are a press away in Slack, and in the JSON elsewhere. */
function moreParts(state: State, evidence: readonly Evidence[], { name }: StepState): Part[] {
  if (evidence.length === 0) return []
  return [
    {
      kind: 'actions',
      buttons: [{ action: 'more', label: 'Show more', investigation: state.id, subject: name }],
    },
  ]
}
