import type { Command } from 'commander'
import { servicesFile } from '../config/paths.ts'
import { readRunbook } from '../config/read-runbook.ts'
import type { Service } from '../core/service.ts'
import type { SshSettings, Target } from '../core/target.ts'
import type { CliDeps } from './cli-deps.ts'
import { printable, styled } from './output.ts'

type Options = { readonly runbook: string; readonly services?: string }

/** `memdiag explain SERVICE`: every script to the letter, and where it would run. Nothing is run. */
export function registerExplain(program: Command, deps: CliDeps): void {
  program
    .command('explain')
    .argument('<service>', 'a service of services.yml')
    .description('what exactly would run, and where; nothing is run')
    .option('--runbook <name>', 'a runbook by name, or a file', 'memory')
    .action(async (name: string, _, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      const file = servicesFile(options.services, deps.env, deps.places)
      await explain(deps, await deps.openServices(file).find(name), options.runbook)
    })
}

async function explain(deps: CliDeps, service: Service, runbookName: string): Promise<void> {
  const runbook = readRunbook(runbookName, { runbooks: deps.runbooksFolder, cwd: deps.places.cwd })
  const { stdout } = deps
  stdout.write(`${styled(stdout, 'bold', `Service ${service.name}`)}\n\nNodes:\n`)
  for (const target of service.targets) stdout.write(`  ${printable(wayIn(target))}\n`)
  stdout.write(
    '\nEach step is one read-only POSIX sh script a node, sent as one command and killed at its deadline.\n',
  )
  stdout.write(
    'Beyond its script, `websocket` may do one handshake and `snapshot` may read an inspector that is open already.\n',
  )
  const own = service.snapshot ?? runbook.ladder.snapshot
  if (own !== undefined) {
    stdout.write(
      `With an approval, for a heap snapshot: \`${printable(own.command)}\` by sh, which writes ${printable(own.file)}.\n`,
    )
  }
  for (const { step, script } of await deps.probes(service, runbook)) {
    const entry = runbook.steps.find((each) => each.step === step)
    const limits =
      entry === undefined
        ? ''
        : `, at most ${entry.deadlineSeconds} s and ${entry.maxOutputBytes} bytes`
    stdout.write(`\n${styled(stdout, 'bold', `${step}${limits}`)}\n${indent(script)}\n`)
  }
}

function wayIn(target: Target): string {
  const enter = target.enter === undefined ? '' : `, then: ${target.enter}`
  if (target.kind === 'local') return `${target.name}: this machine${enter}`
  const { ssh } = target
  const user = ssh.user === undefined ? '' : `${ssh.user}@`
  const jump = ssh.jump === undefined ? '' : ` by way of ${ssh.jump.join(', ')}`
  const port = ssh.port === undefined ? '' : `:${ssh.port}`
  return `${target.name}: SSH to ${user}${ssh.host}${port}${jump}${enter}${rest(ssh)}`
}

/** What services.yml leaves open is for ~/.ssh/config to say, which is read when the connection is made. */
function rest(ssh: SshSettings): string {
  const open = [
    ...(ssh.user === undefined ? ['user'] : []),
    ...(ssh.port === undefined ? ['port'] : []),
    ...(ssh.identity === undefined ? ['key'] : []),
  ]
  return open.length === 0 ? '' : ` (${open.join(', ')} by ~/.ssh/config, else OpenSSH's defaults)`
}

function indent(script: string): string {
  return script
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
}
