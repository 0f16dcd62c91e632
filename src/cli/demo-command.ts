import path from 'node:path'
import type { Command } from 'commander'
import { readRunbook } from '../config/read-runbook.ts'
import { say, type Wording } from '../core/say.ts'
import type { CliDeps } from './cli-deps.ts'
import { INTERRUPTED } from './error-report.ts'
import { investigate } from './investigate.ts'
import { parseFormat } from './options.ts'
import { styled } from './output.ts'
import type { Outcome } from './program.ts'
import { putFor } from './readers-language.ts'

type Options = { readonly format: 'text' | 'json' }

/** `memdiag demo`: a faulty service and an SSH server on this machine, investigated like any other. */
export function registerDemo(program: Command, deps: CliDeps, outcome: Outcome): void {
  program
    .command('demo')
    .description('a faulty service, an SSH server and an investigation, on this machine')
    .option('--format <format>', 'text or json', parseFormat, 'text')
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      outcome.code = await demo(deps, options.format)
    })
}

async function demo(deps: CliDeps, format: 'text' | 'json'): Promise<number> {
  const put = putFor(deps)
  const tell = (words: Wording) => deps.stderr.write(`${styled(deps.stderr, 'dim', put(words))}\n`)
  const folder = await deps.makeTemporaryFolder()
  const site = await deps.prepareDemo({ folder, say: tell })
  try {
    if (deps.signal.aborted) return INTERRUPTED
    const service = await deps.openServices(site.servicesFile).find(site.service)
    const runbook = readRunbook('memory', { runbooks: deps.runbooksFolder, cwd: deps.places.cwd })
    // The data goes with the demo: nothing of it stays on the machine.
    await using session = await deps.openSession({ data: path.join(folder, 'data'), runbook })
    const request = {
      service,
      startedBy: `terminal:${deps.user}`,
      ...(deps.language === null ? {} : { language: deps.language }),
    }
    return await investigate(deps, session, { request, format })
  } finally {
    await site.close()
    tell(say`The service and the SSH server of the demo are stopped.`)
  }
}
