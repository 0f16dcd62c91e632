import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stringify } from 'yaml'
import { InvestigationDocument } from '../../src/core/document.ts'
import { ROOT } from '../support/builders.ts'
import { type ProcessResult, startProcess } from '../support/run-process.ts'
import type { Sshd } from '../support/sshd.ts'
import { storeTemplate } from '../support/store-template.ts'
import type { LabCase } from './lab-case.ts'
import { INVESTIGATION_MS, PROGRESS_CHARACTERS } from './limits.ts'
import type { ServiceHandle } from './run-service.ts'

/** What memdiag printed: the document on stdout, its progress on stderr. */
export type Investigated = { readonly document: InvestigationDocument; readonly progress: string }

/** memdiag's own command line, with a folder of its own and nothing of this machine's settings. */
export type Investigator = {
  /** Investigates a service over SSH; throws with all output when the command does not print a document. */
  investigate(labCase: LabCase, service: ServiceHandle, signal: AbortSignal): Promise<Investigated>
  close(): void
}

export async function createInvestigator(deps: {
  readonly sshd: Sshd
  /** Whether the limit stands in services.yml because no cgroup tells it. */
  readonly limitInConfig: boolean
}): Promise<Investigator> {
  const folder = mkdtempSync(path.join(tmpdir(), 'memdiag-lab-cli-'))
  mkdirSync(path.join(folder, 'home'))
  cpSync(await storeTemplate(), path.join(folder, 'data'), { recursive: true })
  const help = await memdiag(folder, ['run', '--help'], new AbortController().signal)
  const takesApprovals = help.stdout.includes('--approve')
  return {
    async investigate(labCase, service, signal) {
      const file = path.join(folder, 'services.yml')
      writeFileSync(file, stringify({ services: { checkout: entry(labCase, service, deps) } }))
      const approve =
        labCase.approve === undefined || !takesApprovals ? [] : ['--approve', labCase.approve]
      const args = ['run', 'checkout', '--services', file, '--format', 'json', ...approve]
      const result = await memdiag(folder, args, signal)
      try {
        const document = InvestigationDocument.parse(JSON.parse(result.stdout))
        return { document, progress: result.stderr.slice(-PROGRESS_CHARACTERS) }
      } catch (error) {
        throw new Error(
          `memdiag ${args.join(' ')} ended with ${result.exitCode}: ${result.stdout}${result.stderr}`,
          {
            cause: error,
          },
        )
      }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function entry(
  labCase: LabCase,
  service: ServiceHandle,
  { sshd, limitInConfig }: Parameters<typeof createInvestigator>[0],
): Record<string, unknown> {
  return {
    nodes: [{ ...sshd.node, name: 'lab' }],
    process: service.processText,
    ...(limitInConfig ? { memoryLimit: `${labCase.limitMiB}MiB` } : {}),
    ...(labCase.websocket === undefined ? {} : { websocket: labCase.websocket }),
    ...(labCase.requests === undefined
      ? {}
      : { requests: `http://127.0.0.1:${service.port}${labCase.requests}` }),
  }
}

async function memdiag(
  folder: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<ProcessResult> {
  const running = startProcess(process.execPath, [path.join(ROOT, 'src/main.ts'), ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: path.join(folder, 'home'),
      TMPDIR: tmpdir(),
      MEMDIAG_DATA: path.join(folder, 'data'),
    },
    timeLimitMs: INVESTIGATION_MS,
  })
  const interrupt = () => running.kill('SIGINT')
  signal.addEventListener('abort', interrupt)
  try {
    return await running.ended
  } finally {
    signal.removeEventListener('abort', interrupt)
  }
}
