import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { InvestigationDocument, toDocument } from '../../src/core/document.ts'
import { Event } from '../../src/core/event.ts'
import type { Language } from '../../src/core/narration.ts'
import { fold, type State } from '../../src/core/state.ts'
import { anOpening, evidenceEvent } from '../support/builders.ts'
import { rejudge } from '../support/rejudge.ts'
import { theCase } from '../support/the-case.ts'

const RECORDED = new URL('../lab/recorded/', import.meta.url)
const LOGS = new URL('../fixtures/logs/', import.meta.url)

/** Names of investigations that real services gave: those of the laboratory, logs, and the case. */
export function recordedNames(): string[] {
  const documents = readdirSync(RECORDED).filter((name) => name.endsWith('.json'))
  const logs = readdirSync(LOGS).filter((name) => name.endsWith('.jsonl'))
  return [...documents, ...logs, 'the-case']
}

/** A recorded investigation as it would stand at its end, judged and settled by today's rules. */
export function recordedState(name: string, language: Language): State {
  const document = documentOf(name)
  const { findings, verdict, account, nodes, verification } = rejudge(document)
  const targets = nodes.map((node) => ({ kind: 'local' as const, name: node.name }))
  const service = { name: document.service, targets }
  const opened = anOpening({ id: document.id, at: document.startedAt, service })
  const state = fold([opened, ...document.evidence.map(evidenceEvent)])
  const { startedAt, endedAt } = document
  const steps = state.steps.map((step) => ({
    ...step,
    state: 'done' as const,
    startedAt,
    endedAt,
    findings: findings.filter((each) => each.step === step.name).map((each) => each.id),
  }))
  const settled = { findings, verdict, account, nodes, verification, steps }
  return { ...state, language, state: 'done', endedAt, ...settled }
}

function documentOf(name: string): InvestigationDocument {
  if (name === 'the-case') return toDocument(theCase())
  const file = new URL(name, name.endsWith('.jsonl') ? LOGS : RECORDED)
  const text = readFileSync(file, 'utf8')
  if (name.endsWith('.json')) {
    return z.object({ document: InvestigationDocument }).parse(JSON.parse(text)).document
  }
  const lines = text.split('\n').filter((line) => line !== '')
  return toDocument(fold(lines.map((line) => Event.parse(JSON.parse(line)))))
}
