import { z } from 'zod'
import type { Again } from '../core/narration.ts'
import { Cause, StepName } from '../core/names.ts'
import type { State } from '../core/state.ts'
import { CALL_CHARACTERS, RESULT_CHARACTERS, SENT_FINDINGS } from './limits.ts'
import { clean } from './prompt.ts'
import type { ToolCall, ToolOffer } from './turn.ts'

/** What a call came to. A refused one changed nothing, and says what was wrong with it. */
export type ToolResult = { readonly text: string; readonly refused: boolean }

/** The tools of one question: they read the log. One takes down a wish to measure again, which somebody else may grant. */
export type Toolbox = {
  readonly offers: readonly ToolOffer[]
  run(call: ToolCall): ToolResult
  /** What is to be measured again; null when nothing is. */
  wish(): Again | null
}

type Tool = ToolOffer & { run(args: unknown): ToolResult }

export function createToolbox(state: State): Toolbox {
  let wish: Again | null = null
  const tools = [
    ...readingTools(state),
    tool(
      'measure_again',
      'Have one read-only step measured again after your answer, only where the question asks for that. You will not see the result.',
      z.strictObject({ step: StepName, node: z.string().nullable() }),
      ({ step, node }) => {
        const fault =
          wish === null ? againFault(state, { step, node }) : 'one step was asked for already'
        if (fault !== null) return refuse(fault)
        wish = { step, node }
        return give('It is measured after your answer.')
      },
    ),
  ]
  return {
    offers: tools,
    run({ name, arguments: text }) {
      const found = tools.find((each) => each.name === name)
      if (found === undefined) {
        const names = tools.map((each) => each.name).join(', ')
        return refuse(`there is no tool ${JSON.stringify(clean(name, 60))}; there are ${names}`)
      }
      return found.run(argumentsOf(text))
    },
    wish: () => wish,
  }
}

const Where = { step: StepName.nullable(), node: z.string().nullable() }

function readingTools(state: State): Tool[] {
  return [
    listSteps(state),
    tool(
      'list_evidence',
      'What was measured: ids to read and to cite. Null for step or node means any.',
      z.strictObject(Where),
      (where) =>
        give(
          within(state.evidence, where)
            .slice(0, SENT_FINDINGS)
            .map(({ id, step, node, at, values, missing }) => ({
              id,
              step,
              node,
              at,
              kind: values.kind,
              missing: missing.map((each) => each.what),
            })),
        ),
    ),
    tool(
      'find_findings',
      'Findings for or against causes: ids to cite. Null means any.',
      z.strictObject({ ...Where, cause: Cause.nullable() }),
      ({ cause, ...where }) =>
        give(
          within(state.findings, where)
            .filter((each) => cause === null || each.cause === cause)
            .slice(0, SENT_FINDINGS)
            .map(({ id, cause: of, speaks, text }) => ({ id, cause: of, speaks, text })),
        ),
    ),
    readEvidence(state),
  ]
}

function listSteps(state: State): Tool {
  return tool(
    'list_steps',
    'The steps, how each ended, and nodes that failed.',
    z.strictObject({}),
    () =>
      give({
        steps: state.steps.map(({ name, state: how, reason, startedAt }) => ({
          name,
          state: how,
          reason,
          startedAt,
        })),
        failed: state.failures.map(({ step, node, code, message }) => ({
          step,
          node,
          code,
          message,
        })),
      }),
  )
}

function readEvidence(state: State): Tool {
  return tool(
    'read_evidence',
    `The values of one piece of evidence as JSON, ${RESULT_CHARACTERS} characters from \`from\` on.`,
    z.strictObject({ id: z.string(), from: z.int().nonnegative() }),
    ({ id, from }) => {
      const found = state.evidence.find((each) => each.id === id)
      return found === undefined
        ? refuse('there is no such evidence; list_evidence has the ids')
        : give(found.values, from)
    },
  )
}

function within<Item extends { readonly step: StepName; readonly node?: string | undefined }>(
  items: readonly Item[],
  { step, node }: { readonly step: StepName | null; readonly node: string | null },
): Item[] {
  return items.filter(
    (each) => (step === null || each.step === step) && (node === null || each.node === node),
  )
}

function againFault({ steps, service }: State, { step, node }: Again): string | null {
  if (!steps.some((each) => each.name === step)) return `the runbook has no step ${step}`
  return node === null || service.targets.some((each) => each.name === node)
    ? null
    : 'there is no such node'
}

/** A tool whose arguments are held against its schema before anything is done with them. */
function tool<Schema extends z.ZodType>(
  name: string,
  description: string,
  schema: Schema,
  run: (args: z.infer<Schema>) => ToolResult,
): Tool {
  return {
    name,
    description,
    schema,
    run(args) {
      const parsed = schema.safeParse(args)
      if (parsed.success) return run(parsed.data)
      return refuse(`the arguments do not fit: ${clean(z.prettifyError(parsed.error), 400)}`)
    },
  }
}

function argumentsOf(text: string): unknown {
  try {
    // Some servers send nothing at all where there are no arguments.
    if (text.trim() === '') return {}
    return text.length > CALL_CHARACTERS ? undefined : JSON.parse(text)
  } catch {
    // Undefined fits no schema: the model is told that its arguments do not fit.
    return undefined
  }
}

function give(value: unknown, from = 0): ToolResult {
  const text = JSON.stringify(value)
  const end = from + RESULT_CHARACTERS
  const more =
    end < text.length ? ` [cut: ${text.length - end} characters more from ${end} on]` : ''
  return { text: `${clean(text.slice(from, end), RESULT_CHARACTERS)}${more}`, refused: false }
}

function refuse(why: string): ToolResult {
  return { text: `Refused: ${why}.`, refused: true }
}
