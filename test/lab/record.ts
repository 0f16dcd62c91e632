import { mkdirSync, writeFileSync } from 'node:fs'
import { homedir, hostname, release, tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { InvestigationDocument } from '../../src/core/document.ts'
import type { Values } from '../../src/core/values.ts'
import { ROOT } from '../support/builders.ts'
import { nameOf } from './lab-case.ts'
import { RECORDED_BYTES } from './limits.ts'
import type { CaseResult } from './run-case.ts'

const FOLDER = fileURLToPath(new URL('recorded/', import.meta.url))

/**
 * Writes the document of an investigation with its truth to recorded/, for tests that replay its verdict.
 * Nothing of this machine stands in it: paths, user and host name are replaced. One that is too large is left out.
 */
export function record({ labCase, document, outcome }: CaseResult): void {
  if (document === null || outcome === 'void') return
  const text = JSON.stringify({ truth: labCase.truth, document: slim(document) }, null, 1)
  const clean = withoutMachine(text)
  if (clean.length > RECORDED_BYTES) return
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(`${FOLDER}${nameOf(labCase).replace('/', '.')}.json`, `${clean}\n`)
}

/** A verdict rests on the values: scripts and raw answers are many times as much and add nothing. */
function slim(document: InvestigationDocument): InvestigationDocument {
  return {
    ...document,
    evidence: document.evidence.map((each) => ({
      ...each,
      command: `(${each.id})`,
      output: { text: '', truncated: each.output.truncated },
      values: withoutStrangers(each.values),
    })),
  }
}

/** What else runs on this machine is nobody's business; its sizes are evidence. */
function withoutStrangers(values: Values): Values {
  if (values.kind !== 'top') return values
  const others = values.others.map((each, index) => ({
    ...each,
    command: `/usr/bin/other-${index + 1}`,
  }))
  return { ...values, others }
}

/** A text without paths, host name and home folder of this machine. */
export function withoutMachine(text: string): string {
  return text
    .replaceAll(/[^\s"'`(\\]*\/memdiag-lab-[\d]+-[A-Za-z0-9]{6}/g, '/srv/checkout')
    .replaceAll(process.execPath, '/usr/bin/node')
    .replaceAll(ROOT.replace(/\/$/, ''), '/opt/memdiag')
    .replaceAll(new RegExp(`\\b${hostname().replaceAll('.', '\\.')}\\b`, 'g'), 'lab-host')
    .replaceAll(release(), '6.1.0-lab')
    .replaceAll(`${tmpdir()}/`, '/srv/')
    .replaceAll(`${homedir()}/`, '/home/app/')
}
