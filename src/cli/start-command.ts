import type { Command } from 'commander'
import { dataFolder, servicesFile } from '../config/paths.ts'
import { readRunbook } from '../config/read-runbook.ts'
import type { CliDeps } from './cli-deps.ts'
import { afterHelp } from './help-in-language.ts'

type Options = { readonly runbook: string; readonly services?: string; readonly data?: string }

/** `memdiag start`: the Slack app, until a signal. */
export function registerStart(program: Command, deps: CliDeps): void {
  program
    .command('start')
    .description('the Slack app: answers /memdiag until it is stopped')
    .option('--runbook <name>', 'a runbook by name, or a file', 'memory')
    .addHelpText('after', afterHelp(deps.language ?? 'en', 'start', NEEDS))
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await deps.startApp({
        data: dataFolder(options.data, deps.env, deps.places),
        runbook: readRunbook(options.runbook, {
          runbooks: deps.runbooksFolder,
          cwd: deps.places.cwd,
        }),
        servicesFile: servicesFile(options.services, deps.env, deps.places),
      })
    })
}

const NEEDS = `
Needs SLACK_BOT_TOKEN, and SLACK_APP_TOKEN for Socket Mode or SLACK_SIGNING_SECRET for HTTP (on PORT, 3000 by default).
manifest.yml is the app to create. DATABASE_URL keeps the investigations in a Postgres, for several replicas.
`
