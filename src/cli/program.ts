import { Command, CommanderError, Option } from 'commander'
import { languageOf } from '../config/language.ts'
import { Language } from '../core/narration.ts'
import { registerAsk } from './ask-command.ts'
import { registerCheck } from './check-command.ts'
import type { CliDeps } from './cli-deps.ts'
import { registerDemo } from './demo-command.ts'
import { reportError } from './error-report.ts'
import { registerExplain } from './explain-command.ts'
import { registerExport } from './export-command.ts'
import { afterHelp, helpIn } from './help-in-language.ts'
import { registerHeapCommands } from './heap/commands.ts'
import { registerHeapSave } from './heap-save-command.ts'
import { registerReading } from './reading-commands.ts'
import { registerReplay } from './replay-command.ts'
import { registerRun } from './run-command.ts'
import { registerSchema } from './schema-command.ts'
import { registerSetup } from './setup-command.ts'
import { registerStart } from './start-command.ts'
import { registerStore } from './store-command.ts'
import { usageError } from './usage-error.ts'
import { registerVerify } from './verify-command.ts'

/** A command's outcome: the exit code. Set by the commands, since commander returns none. */
export type Outcome = { code: number }

/**
 * Runs the command line and returns its exit code: 0 done, 1 not finished or something found, 2 wrong use or
 * configuration, 130 interrupted. Never throws for what a user can cause.
 */
export async function runCli(
  given: Omit<CliDeps, 'language'>,
  args: readonly string[],
): Promise<number> {
  const deps = { ...given, language: languageIn(args) ?? languageOf(given.env) }
  const outcome: Outcome = { code: 0 }
  const program = createProgram(deps, outcome)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return outcome.code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    if (error instanceof CommanderError && error.code === 'commander.help') {
      deps.stderr.write(program.helpInformation())
      return 2
    }
    const known = error instanceof CommanderError ? usageError(error.message) : error
    return reportError(deps, known, wantsJson(args))
  }
}

/** All commands, with their help in the language of the reader. */
export function createProgram(deps: CliDeps, outcome: Outcome): Command {
  const language = deps.language ?? 'en'
  const program = new Command('memdiag')
    .description('Finds out where the memory of a Node.js service went, step by step, over SSH.')
    .version(deps.version, '--version', 'print the version')
    .option(
      '--services <file>',
      'services.yml (else MEMDIAG_SERVICES, ./services.yml, ~/.config/memdiag/services.yml)',
    )
    .option(
      '--data <folder>',
      'where investigations are kept (else MEMDIAG_DATA, ~/.local/share/memdiag)',
    )
    .addOption(
      new Option(
        '--language <language>',
        'of what is printed and posted (else MEMDIAG_LANGUAGE, else the locale)',
      ).choices(Language.options),
    )
    // This and what follows of the kind is inherited by the commands that are added below.
    .helpOption('--help', 'show help')
    .configureHelp(helpIn(language))
    .addHelpText('after', afterHelp(language, 'memdiag', EXAMPLES))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => deps.stdout.write(text),
      // Errors are written once, by reportError, as text or JSON.
      writeErr: () => undefined,
    })
    .enablePositionalOptions(false)
  registerRun(program, deps, outcome)
  registerStart(program, deps)
  registerStore(program, deps)
  registerDemo(program, deps, outcome)
  registerReading(program, deps, outcome)
  registerExport(program, deps)
  registerAsk(program, deps)
  registerVerify(program, deps, outcome)
  registerReplay(program, deps, outcome)
  registerHeapCommands(program, {
    stdout: deps.stdout,
    stderr: deps.stderr,
    cwd: deps.places.cwd,
    language: deps.language,
  })
  registerHeapSave(program, deps)
  registerCheck(program, deps, outcome)
  registerSetup(program, deps, outcome)
  registerExplain(program, deps)
  registerSchema(program, deps)
  return program
}

const EXAMPLES = `
Examples:
  memdiag demo                                   a faulty service on this machine, investigated
  memdiag run checkout                           a service of services.yml
  memdiag run --host app@web-1.example           a host, without a services.yml
  memdiag run checkout --only top,cpuinfo        two steps only
  memdiag show                                   the latest investigation again
  memdiag export --out postmortem.html           its postmortem, to read or to print

Exit codes: 0 ended with a verdict, 1 could not be finished (or check found something),
2 wrong use or configuration, 130 interrupted and resumable.
`

/** Read beforehand: what is wrong with the rest of the line is told in it as well. */
function languageIn(args: readonly string[]): Language | null {
  const option = args.findLastIndex((each) => /^--language(?:=|$)/.test(each))
  const said = args[option]?.split('=')[1] ?? (option < 0 ? undefined : args[option + 1])
  return Language.safeParse(said).data ?? null
}

function wantsJson(args: readonly string[]): boolean {
  const format = args.indexOf('--format')
  return args.includes('--format=json') || (format >= 0 && args[format + 1] === 'json')
}
