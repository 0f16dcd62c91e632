import type { Command } from 'commander'
import { dataFolder } from '../config/paths.ts'
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
    .exitOverride()
    .helpOption('--help', 'show help')
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      const data = dataFolder(options.data, deps.env, deps.places)
      const moved = await deps.moveStore({ data, to: options.to })
      deps.stdout.write(
        `Copied ${moved.investigation} investigations, ${moved.event} events and ${moved.post} posts; counts and hashes agree.\n` +
          `The old store is kept in ${data}. Set DATABASE_URL from now on.\n`,
      )
    })
}
