import type { Command } from 'commander'
import { dataFolder } from '../config/paths.ts'
import { readRunbook } from '../config/read-runbook.ts'
import { verifyRequest } from '../core/verify.ts'
import type { CliDeps } from './cli-deps.ts'
import { investigate } from './investigate.ts'
import { parseFormat } from './options.ts'
import type { Outcome } from './program.ts'
import { inReadersLanguage } from './readers-language.ts'
import { servicesInPassing } from './services-in-passing.ts'

type Options = {
  readonly format: 'text' | 'json'
  readonly services?: string
  readonly data?: string
}

/** `memdiag verify [ID]`: measures again after the fix and holds the prediction against what it finds. */
export function registerVerify(program: Command, deps: CliDeps, outcome: Outcome): void {
  program
    .command('verify')
    .argument('[id]', 'an id or its beginning; the latest without one')
    .description('measure again after the fix, and hold the prediction against it')
    .option('--format <format>', 'text or json', parseFormat, 'text')
    .action(async (id: string | undefined, _, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await using session = await deps.openSession({
        data: dataFolder(options.data, deps.env, deps.places),
        servicesFile: servicesInPassing(deps, options.services),
        runbook: readRunbook('memory', { runbooks: deps.runbooksFolder, cwd: deps.places.cwd }),
      })
      const state = await session.engine.show(id)
      const request = verifyRequest(inReadersLanguage(deps, state), {
        startedBy: `terminal:${deps.user}`,
      })
      outcome.code = await investigate(deps, session, { request, format: options.format })
    })
}
