import type { Command } from 'commander'
import { dataFolder } from '../config/paths.ts'
import { plural, say, type Wording } from '../core/say.ts'
import type { CliDeps, StoreMove } from './cli-deps.ts'
import { putFor } from './readers-language.ts'

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
      const next = say`The old store is kept in ${data}. Set DATABASE_URL from now on.`
      deps.stdout.write(`${put(copied(moved))}\n${put(next)}\n`)
    })
}

function copied({ investigation, event, post }: StoreMove): Wording {
  const investigations = plural(
    investigation,
    say`1 investigation`,
    say`${investigation} investigations`,
  )
  const events = plural(event, say`1 event`, say`${event} events`)
  const posts = plural(post, say`1 post`, say`${post} posts`)
  return say`Copied ${investigations}, ${events} and ${posts}; counts and hashes agree.`
}
