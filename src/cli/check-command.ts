import type { Command } from 'commander'
import { dataFolder, servicesFile } from '../config/paths.ts'
import { readRunbook } from '../config/read-runbook.ts'
import { readServices, type ServicesConfig } from '../config/read-services.ts'
import { MemdiagError, wordsOf } from '../core/errors.ts'
import { say, type Wording } from '../core/say.ts'
import type { Service } from '../core/service.ts'
import type { CheckLine, CliDeps } from './cli-deps.ts'
import { parseFormat } from './options.ts'
import { checkJson, checkText } from './check-line.ts'
import type { Outcome } from './program.ts'
import { putFor } from './readers-language.ts'

type Options = {
  readonly format: 'text' | 'json'
  readonly runbook: string
  readonly services?: string
  readonly data?: string
}

/** `memdiag check`: configuration, store, nodes and tokens; what does not work, and what to do about it. */
export function registerCheck(program: Command, deps: CliDeps, outcome: Outcome): void {
  program
    .command('check')
    .description('what works and what does not: configuration, runbook, store, nodes, tokens')
    .option('--runbook <name>', 'a runbook by name, or a file', 'memory')
    .option('--format <format>', 'text or json', parseFormat, 'text')
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      const checks = await collect(deps, options)
      const ok = checks.every((check) => check.ok)
      print(deps, { ok, checks }, options.format)
      outcome.code = ok ? 0 : 1
    })
}

async function collect(deps: CliDeps, options: Options): Promise<CheckLine[]> {
  const checks: CheckLine[] = []
  const config = await attempt(checks, say`services`, async () => {
    const file = servicesFile(options.services, deps.env, deps.places)
    const result = readServices(file, deps.places.home)
    return { result, text: say`${file}: services: ${result.services.length}` }
  })
  const runbook = await attempt(checks, say`runbook`, async () => {
    const result = readRunbook(options.runbook, {
      runbooks: deps.runbooksFolder,
      cwd: deps.places.cwd,
    })
    return { result, text: `${result.name}: ${result.steps.map((step) => step.step).join(', ')}` }
  })
  if (runbook !== null) {
    await attempt(checks, say`store and nodes`, async () => {
      const data = dataFolder(options.data, deps.env, deps.places)
      await using session = await deps.openSession({ data, runbook })
      checks.push({
        name: say`store`,
        ok: true,
        text: deps.env.DATABASE_URL === undefined ? data : say`the Postgres of DATABASE_URL`,
      })
      for (const service of config?.services ?? [])
        checks.push(...(await checkNodes(deps, session.remote, service)))
      return null
    })
  }
  checks.push(...(await deps.checkSlack(channelsOf(config))))
  return checks
}

/** Channels that services.yml names: memdiag must be in them. */
function channelsOf(config: Pick<ServicesConfig, 'access' | 'services'> | null): string[] {
  const posted = config?.services.flatMap(({ channel }) => (channel === undefined ? [] : [channel]))
  return [...(posted ?? []), ...(config?.access?.channels ?? [])]
}

async function checkNodes(
  deps: CliDeps,
  remote: Parameters<typeof connectNode>[0],
  service: Service,
): Promise<CheckLine[]> {
  return Promise.all(
    service.targets.map((target) =>
      connectNode(remote, deps.signal, { service: service.name, target }),
    ),
  )
}

async function connectNode(
  remote: Awaited<ReturnType<CliDeps['openSession']>>['remote'],
  signal: AbortSignal,
  where: { readonly service: string; readonly target: Service['targets'][number] },
): Promise<CheckLine> {
  const name = say`node ${where.service}/${where.target.name}`
  try {
    const connection = await remote.connect(where.target, signal)
    const script = { text: 'uname -s', deadlineMs: CHECK_DEADLINE_MS, maxOutputBytes: 4096 }
    const result = await connection.run(script, signal)
    if (result.exitCode === 0)
      return { name, ok: true, text: say`reached, ${result.stdout.trim()}` }
    return {
      name,
      ok: false,
      text: result.timedOut
        ? say`reached, but \`uname -s\` gave no answer in time`
        : say`reached, but \`uname -s\` gave exit code ${result.exitCode ?? ''}`,
      todo: result.stderr.trim() || say`The login shell must run POSIX sh commands.`,
    }
  } catch (error) {
    return failed(name, error)
  }
}

/** `uname` answers at once; a node that takes longer is not fit for an investigation. */
const CHECK_DEADLINE_MS = 10_000

async function attempt<Result>(
  checks: CheckLine[],
  name: Wording,
  action: () => Promise<{ result: Result; text: Wording } | null>,
): Promise<Result | null> {
  try {
    const done = await action()
    if (done === null) return null
    checks.push({ name, ok: true, text: done.text })
    return done.result
  } catch (error) {
    checks.push(failed(name, error))
    return null
  }
}

function failed(name: Wording, error: unknown): CheckLine {
  const hint = error instanceof MemdiagError ? error.said.hint : undefined
  return { name, ok: false, text: wordsOf(error), ...(hint === undefined ? {} : { todo: hint }) }
}

function print(
  deps: CliDeps,
  report: { readonly ok: boolean; readonly checks: readonly CheckLine[] },
  format: 'text' | 'json',
): void {
  const { stdout } = deps
  if (format === 'json') {
    stdout.write(
      `${JSON.stringify({ ok: report.ok, checks: report.checks.map(checkJson) }, null, 2)}\n`,
    )
    return
  }
  for (const check of report.checks) stdout.write(checkText(deps, check))
  stdout.write(`${putFor(deps)(report.ok ? say`All is well.` : say`Something is to be done.`)}\n`)
}
