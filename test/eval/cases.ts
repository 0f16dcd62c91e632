import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { InvestigationDocument } from '../../src/core/document.ts'
import { Event } from '../../src/core/event.ts'
import { fold, type State } from '../../src/core/state.ts'
import { anOpening, aService } from '../support/builders.ts'

export type EvalCase = { readonly name: string; readonly state: State }

/** Logs of investigations: the case memdiag comes from, and what the laboratory recorded on real services. */
const FOLDERS = ['../fixtures/logs/', '../lab/recorded/'] as const

/** Everything recorded that has a verdict. A file is a log, or `{ document }` as the laboratory writes it. */
export function evalCases(): EvalCase[] {
  return FOLDERS.flatMap((folder) => {
    const url = new URL(folder, import.meta.url)
    if (!existsSync(url)) return []
    return readdirSync(url)
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => ({
        name: name.replace(/\.json$/, ''),
        state: stateOf(JSON.parse(readFileSync(new URL(name, url), 'utf8'))),
      }))
      .filter(({ state }) => state.verdict !== null)
  })
}

const Log = z.array(Event).min(1)
const Recorded = z.object({ document: InvestigationDocument })

/** The state that a file tells. Throws where it is neither kind: a case that is lost would flatter the result. */
export function stateOf(value: unknown): State {
  const log = Log.safeParse(value)
  return log.success ? fold(log.data) : fromDocument(Recorded.parse(value).document)
}

/** What a narrator reads of a state stands in the document too. */
function fromDocument(document: InvestigationDocument): State {
  const targets = document.nodes.map(({ name }) => ({ kind: 'local' as const, name }))
  const opened = anOpening({
    id: document.id,
    at: document.startedAt,
    service: aService({ name: document.service, targets }),
  })
  const { evidence, findings, verdict, account, nodes } = document
  return { ...fold([opened]), evidence, findings, verdict, account, nodes }
}
