import type { Missing } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { StepName } from '../core/names.ts'
import type { Parsed, ProbeInput } from '../core/step.ts'
import { type ProcessTable, readProcessTable } from './process-table.ts'
import { readSections, type Sections } from './sections.ts'
import { say } from '../core/say.ts'

export type Answer = {
  readonly sections: Sections
  readonly table: ProcessTable
  readonly missing: readonly Missing[]
}

/** Reads what every probe answers. When it did not come to the processes there are no values, only why. */
export function readAnswer(text: string, input: ProbeInput): Answer | Parsed {
  const sections = readSections(text, input.nonce)
  const table = readProcessTable(sections)
  if (table === null) {
    const reason = sections.get('os') === undefined ? 'unreadable' : 'truncated'
    return { values: { kind: 'none' }, missing: [{ what: say`the process table`.text, reason }] }
  }
  const missing: Missing[] = [...table.missing]
  if (!sections.complete)
    missing.push({ what: say`the end of the answer`.text, reason: 'truncated' })
  if (table.processes.length === 0) missing.push(noProcess(input))
  return { sections, table, missing }
}

/** What rights are missing, with the way to get them. */
export function denied(what: string): Missing {
  return {
    what,
    reason: 'permission-denied',
    hint: say`Connect as the service's user (or root) to let memdiag read it.`.text,
  }
}

function noProcess(input: ProbeInput): Missing {
  const { process } = input.service
  return {
    what:
      process === undefined
        ? say`a Node.js process`.text
        : say`a process with \`${process}\` in its title`.text,
    reason: 'not-found',
    hint: say`Name a text of its title or command line: \`process\` in services.yml, or --process.`
      .text,
  }
}

type Told = Omit<Finding, 'id' | 'step' | 'node'> & { readonly rule: string }

/** A finding with its stable id `<step>.<rule>/<node>`. */
export function newFinding(step: StepName, node: string, { rule, ...told }: Told): Finding {
  return { id: `${step}.${rule}/${node}`, step, node, ...told }
}
