import type { Command } from 'commander'
import { parseAddress } from '../config/address.ts'
import { dataFolder, servicesFile } from '../config/paths.ts'
import { readRunbook } from '../config/read-runbook.ts'
import { MemdiagError, wordsOf } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { Rung } from '../core/heap-values.ts'
import type { StepName } from '../core/names.ts'
import type { Ahead } from '../core/investigations-port.ts'
import type { Service } from '../core/service.ts'
import type { Target } from '../core/target.ts'
import type { CliDeps } from './cli-deps.ts'
import { investigate } from './investigate.ts'
import { collectList, parseFormat, parseRung, parseSpan, parseSteps } from './options.ts'
import type { Outcome } from './program.ts'

export type RunOptions = {
  readonly host?: readonly string[]
  readonly process?: string
  readonly runbook: string
  readonly only?: readonly StepName[]
  readonly node?: readonly string[]
  readonly watch?: number
  readonly approve?: Rung
  readonly force?: boolean
  readonly format: 'text' | 'json'
  readonly services?: string
  readonly data?: string
}

export function registerRun(program: Command, deps: CliDeps, outcome: Outcome): void {
  program
    .command('run')
    .argument('[service]', 'a service of services.yml')
    .description('investigate a service, step by step, and print the verdict')
    .option('--host <user@host:port>', 'investigate this host, without a services.yml', collectList)
    .option(
      '--process <text>',
      'with --host: plain text in the title or command line of the service',
    )
    .option('--runbook <name>', 'a runbook by name, or a file', 'memory')
    .option('--only <steps>', 'only these steps, such as top,cpuinfo', parseSteps)
    .option('--node <names>', 'only these nodes of the service', collectList)
    .option(
      '--watch <span>',
      'watch the memory until the looks at it span so long: 60s, 5m',
      parseSpan,
    )
    .option(
      '--approve <action>',
      'approve ahead what touches a process: inspect, gc, profile or snapshot (with those before it)',
      parseRung,
    )
    .option('--force', 'with --approve: also where the guard would refuse')
    .option('--format <format>', 'text or json', parseFormat, 'text')
    .action(async (service: string | undefined, _, command: Command) => {
      const options = command.optsWithGlobals<RunOptions>()
      outcome.code = await run(deps, service, options)
    })
}

async function run(deps: CliDeps, name: string | undefined, options: RunOptions): Promise<number> {
  const runbook = readRunbook(options.runbook, {
    runbooks: deps.runbooksFolder,
    cwd: deps.places.cwd,
  })
  const service = chooseNodes(await chooseService(deps, name, options), options.node)
  const data = dataFolder(options.data, deps.env, deps.places)
  // A host needs no services.yml, and a file of that name may be another program's.
  const file = options.host === undefined ? servicesFileFor(deps, name, options) : null
  await using session = await deps.openSession({ data, runbook, servicesFile: file })
  return await investigate(deps, session, {
    request: {
      service,
      startedBy: `terminal:${deps.user}`,
      ...(deps.language === null ? {} : { language: deps.language }),
      ...(options.only === undefined ? {} : { only: options.only }),
      ...(options.watch === undefined ? {} : { watchSeconds: options.watch }),
      ...aheadOf(deps, options),
    },
    format: options.format,
  })
}

/** What the terminal says beforehand. Without a person there, nothing is asked. Throws `usage`. */
export function aheadOf(
  deps: Pick<CliDeps, 'ask'>,
  { approve, force }: { readonly approve?: Rung; readonly force?: boolean },
): Ahead {
  if (force === true && approve === undefined) {
    throw new MemdiagError('usage', say`--force goes with --approve.`, {
      hint: say`It overrules the guard for what is approved, and nothing else.`,
    })
  }
  return {
    ...(approve === undefined ? {} : { approve }),
    ...(force === undefined ? {} : { force }),
    ...(deps.ask === null ? { unattended: true } : {}),
  }
}

async function chooseService(
  deps: CliDeps,
  name: string | undefined,
  options: RunOptions,
): Promise<Service> {
  if (options.host !== undefined) {
    if (name !== undefined) {
      throw new MemdiagError('usage', say`Name either a service or --host, not both.`)
    }
    return serviceOfHosts(options.host, options.process)
  }
  if (options.process !== undefined) {
    throw new MemdiagError('usage', say`--process goes with --host.`, {
      hint: say`A service of services.yml has its own \`process\`.`,
    })
  }
  const file = servicesFileFor(deps, name, options)
  const services = deps.openServices(file)
  if (name === undefined) {
    const names = await services.names()
    throw new MemdiagError(
      'usage',
      say`Which service? Name one, or a host with --host USER@HOST.`,
      {
        hint:
          names.length === 0 ? say`${file} names none.` : say`${file} has: ${names.join(', ')}.`,
      },
    )
  }
  return services.find(name)
}

function servicesFileFor(deps: CliDeps, name: string | undefined, options: RunOptions): string {
  try {
    return servicesFile(options.services, deps.env, deps.places)
  } catch (error) {
    if (name !== undefined || !(error instanceof MemdiagError)) throw error
    throw new MemdiagError(
      'usage',
      say`Which service? Name one, or a host with --host USER@HOST.`,
      {
        hint: wordsOf(error),
        cause: error,
      },
    )
  }
}

function serviceOfHosts(hosts: readonly string[], process: string | undefined): Service {
  const targets = hosts.map((text): Target => {
    const address = parseAddress(text)
    if (address === null) {
      throw new MemdiagError('usage', say`\`${text}\` is not [user@]host[:port].`, {
        hint: say`Such as app@web-1.example:2222, or [2001:db8::1]:22.`,
      })
    }
    return { kind: 'ssh', name: address.host, ssh: address }
  })
  const names = targets.map((target) => target.name)
  return {
    name: process ?? names.join(','),
    // The same host behind two ports needs two names.
    targets: targets.map((target, index) =>
      names.indexOf(target.name) === index && names.lastIndexOf(target.name) === index
        ? target
        : { ...target, name: hosts[index] ?? target.name },
    ),
    ...(process === undefined ? {} : { process }),
  }
}

function chooseNodes(service: Service, names: readonly string[] | undefined): Service {
  if (names === undefined) return service
  const known = service.targets.map((target) => target.name)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new MemdiagError('usage', say`Service ${service.name} has no node \`${unknown}\`.`, {
      hint: say`Its nodes are: ${known.join(', ')}.`,
    })
  }
  return { ...service, targets: service.targets.filter((target) => names.includes(target.name)) }
}
