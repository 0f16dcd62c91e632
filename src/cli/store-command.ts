import type { Command } from 'commander'
import { dataFolder } from '../config/paths.ts'
import { say } from '../core/say.ts'
import { putFor } from './check-line.ts'
import type { CliDeps } from './cli-deps.ts'

type Options = { readonly to: string; readonly data?: string }

/** `memdiag store move`: from the data folder of one machine to a Postgres for many. */
export function registerStore(program: Command, deps: CliDeps): void {
  const store = program.command('store').description('where investigations are kept')
  store
    .command('move')
    .alias('migrate')
    .description('copy the store of the data folder into an empty Postgres, with nothing lost')
    .requiredOption('--to <url>', 'postgres://user:password@host:port/database')
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      const data = dataFolder(options.data, deps.env, deps.places)
      const moved = await deps.moveStore({ data, to: options.to })
      const put = putFor(deps)
      const copied = say`Copied ${moved.investigation} investigations, ${moved.event} events and ${moved.post} posts; counts and hashes agree.`
      const next = say`The old store is kept in ${data}. Set DATABASE_URL from now on.`
      deps.stdout.write(`${put(copied)}\n${put(next)}\n`)
    })
}
