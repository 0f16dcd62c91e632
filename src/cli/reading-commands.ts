import type { Command } from 'commander'
import { dataFolder } from '../config/paths.ts'
import { readRunbook } from '../config/read-runbook.ts'
import { MemdiagError } from '../core/errors.ts'
import type { Rung } from '../core/heap-values.ts'
import type { Ahead } from '../core/investigations-port.ts'
import type { InvestigationSummary } from '../core/store-port.ts'
import { plural, say } from '../core/say.ts'
import type { State } from '../core/state.ts'
import { inLanguage } from '../words/in-language.ts'
import type { CliDeps, Session } from './cli-deps.ts'
import { investigate, printState } from './investigate.ts'
import { parseFormat, parseRung } from './options.ts'
import { printPrompts } from './print-prompts.ts'
import type { Outcome } from './program.ts'
import { inReadersLanguage, putFor } from './readers-language.ts'
import { renderList } from './render-list.ts'
import { aheadOf } from './run-command.ts'
import { servicesInPassing } from './services-in-passing.ts'

type Options = {
  readonly format: 'text' | 'json'
  readonly services?: string
  readonly data?: string
  readonly limit?: number
  readonly prompts?: boolean
  readonly approve?: Rung
  readonly force?: boolean
}

/** Investigations that `list` shows unless told otherwise: a screenful. */
const LISTED = 30

/** The commands that read investigations from the store, and the one that goes on with one. */
export function registerReading(program: Command, deps: CliDeps, outcome: Outcome): void {
  program
    .command('list')
    .description('the investigations so far, newest first')
    .option('--limit <count>', 'how many', parseCount, LISTED)
    .option('--format <format>', 'text or json', parseFormat, 'text')
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await using session = await open(deps, options)
      printList(deps, await session.engine.list(options.limit ?? LISTED), options.format)
    })
  program
    .command('show')
    .argument('[id]', 'an id or its beginning; the latest without one')
    .description('an investigation as its thread')
    .option('--prompts', 'what was sent to a model, to the letter, and what came back')
    .option('--format <format>', 'text or json', parseFormat, 'text')
    .action(async (id: string | undefined, _, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await using session = await open(deps, options)
      const state = await session.engine.show(id)
      if (options.prompts === true) {
        printPrompts(deps, state)
        return
      }
      printState(deps, state, options.format)
      if (state.slack !== null) await tellUndelivered(deps, session, state.id)
    })
  program
    .command('resume')
    .argument('[id]', 'an id or its beginning; the latest without one')
    .description('go on with an investigation that was interrupted, waits, or could look deeper')
    .option(
      '--approve <action>',
      'approve ahead what touches a process: inspect, gc, profile or snapshot (with those before it)',
      parseRung,
    )
    .option('--force', 'with --approve: also where the guard would refuse')
    .option('--format <format>', 'text or json', parseFormat, 'text')
    .action(async (id: string | undefined, _, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      const file = servicesInPassing(deps, options.services)
      await using session = await open(deps, options, file)
      const resume = await session.store.resolveId(id)
      await comeBack(deps, session, resume, aheadOf(deps, options))
      outcome.code = await investigate(deps, session, { resume, format: options.format })
    })
  program
    .command('cancel')
    .argument('[id]', 'an id or its beginning; the only one under way without one')
    .description('end an investigation and stop what it runs on hosts')
    .option('--format <format>', 'text or json', parseFormat, 'text')
    .action(async (id: string | undefined, _, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await using session = await open(deps, options)
      const state = await session.engine.cancel({ id, by: `terminal:${deps.user}` })
      tellCancelled(deps, state, options.format)
    })
}

/** Notes on the log who came back, where that changes what may be asked or done. */
async function comeBack(
  deps: CliDeps,
  { engine }: Session,
  id: string,
  ahead: Ahead,
): Promise<void> {
  const state = await engine.show(id)
  const changes = state.unattended !== (ahead.unattended ?? false) || state.approvals.length > 0
  if (ahead.approve === undefined && (state.endedAt !== null || !changes)) return
  await engine.resume({ id, by: `terminal:${deps.user}`, ...ahead })
}

function tellCancelled(deps: CliDeps, state: State, format: 'text' | 'json'): void {
  if (format === 'json') {
    printState(deps, state, 'json')
    return
  }
  const done = say`Investigation ${state.id} of ${state.service.name} is cancelled.`
  deps.stdout.write(`${inLanguage(inReadersLanguage(deps, state).language, done)}\n`)
}

function open(
  deps: CliDeps,
  options: Options,
  servicesFile: string | null = null,
): Promise<Session> {
  return deps.openSession({
    servicesFile,
    data: dataFolder(options.data, deps.env, deps.places),
    runbook: readRunbook('memory', { runbooks: deps.runbooksFolder, cwd: deps.places.cwd }),
  })
}

/** What the thread in Slack does not show, and why: here it can be told. */
async function tellUndelivered(deps: CliDeps, { store }: Session, id: string): Promise<void> {
  const { pending, refused } = await store.undelivered(id)
  const put = putFor(deps)
  if (pending > 0) {
    const waiting = plural(
      pending,
      say`1 post waits for Slack.`,
      say`${pending} posts wait for Slack.`,
    )
    deps.stderr.write(`${put(waiting)}\n`)
  }
  for (const { key, reason } of refused) {
    deps.stderr.write(`${put(say`Slack refused the post ${key}: ${reason}`)}\n`)
  }
}

function printList(
  deps: CliDeps,
  list: readonly InvestigationSummary[],
  format: 'text' | 'json',
): void {
  if (format === 'json') {
    deps.stdout.write(`${JSON.stringify(list, null, 2)}\n`)
    return
  }
  deps.stdout.write(renderList(list, deps.stdout, deps.language ?? 'en'))
}

function parseCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count > 0) return count
  throw new MemdiagError('usage', say`--limit takes a whole number above 0, not \`${text}\`.`)
}
