import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { stringify } from 'yaml'
import { InvestigationDocument } from '../../src/core/document.ts'
import { ROOT } from './builders.ts'
import { type ProcessResult, type RunningProcess, startProcess } from './run-process.ts'
import { storeTemplate } from './store-template.ts'
import { cpSync } from 'node:fs'

export type Cli = {
  readonly folder: string
  /** Runs memdiag from the sources to its end. */
  run(...args: string[]): Promise<ProcessResult>
  start(args: readonly string[], env?: Readonly<Record<string, string>>): RunningProcess
  writeServices(services: unknown, rest?: Readonly<Record<string, unknown>>): void
  [Symbol.dispose](): void
}

/** The command line in a folder of its own: home, data and services.yml, and nothing of this machine's settings. */
export async function aCli(
  env: Readonly<Record<string, string>> = {},
  { timeLimitMs = 120_000 }: { readonly timeLimitMs?: number } = {},
): Promise<Cli> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'memdiag-cli-'))
  cpSync(await storeTemplate(), path.join(folder, 'data'), { recursive: true })
  const start: Cli['start'] = (args, more = {}) =>
    startProcess(process.execPath, [path.join(ROOT, 'src/main.ts'), ...args], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        TMPDIR: os.tmpdir(),
        MEMDIAG_DATA: path.join(folder, 'data'),
        ...env,
        ...more,
      },
      timeLimitMs,
    })
  return {
    folder,
    start,
    run: (...args) => start(args).ended,
    writeServices(services, rest = {}) {
      writeFileSync(path.join(folder, 'services.yml'), stringify({ ...rest, services }))
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The document on stdout, held against its own schema. */
export function documentOf(result: ProcessResult): InvestigationDocument {
  return InvestigationDocument.parse(JSON.parse(result.stdout))
}
