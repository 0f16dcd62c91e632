import type { Command } from 'commander'
import { servicesFile } from '../config/paths.ts'
import { readRunbook } from '../config/read-runbook.ts'
import { listed, type Said, say, SILENCE, type Wording } from '../core/say.ts'
import type { Service } from '../core/service.ts'
import type { SshSettings, Target } from '../core/target.ts'
import type { CliDeps } from './cli-deps.ts'
import { styled } from './output.ts'
import { putFor } from './readers-language.ts'

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
  const put = putFor(deps)
  stdout.write(`${styled(stdout, 'bold', put(say`Service ${service.name}`))}\n\n${put(NODES)}\n`)
  for (const target of service.targets) stdout.write(`  ${put(wayIn(target))}\n`)
  stdout.write(`\n${put(EACH_STEP)}\n${put(BEYOND)}\n`)
  const own = service.snapshot ?? runbook.ladder.snapshot
  if (own !== undefined) {
    const words = say`With an approval, for a heap snapshot: \`${own.command}\` by sh, which writes ${own.file}.`
    stdout.write(`${put(words)}\n`)
  }
  for (const { step, script } of await deps.probes(service, runbook)) {
    const entry = runbook.steps.find((each) => each.step === step)
    const title =
      entry === undefined
        ? step
        : say`${step}, at most ${entry.deadlineSeconds} s and ${entry.maxOutputBytes} bytes`
    stdout.write(`\n${styled(stdout, 'bold', put(title))}\n${indent(script)}\n`)
  }
}

const NODES = say`Nodes:`
const EACH_STEP = say`Each step is one read-only POSIX sh script a node, sent as one command and killed at its deadline.`
const BEYOND = say`Beyond its script, \`websocket\` may do one handshake and \`snapshot\` may read an inspector that is open already.`

function wayIn(target: Target): Wording {
  const enter = target.enter === undefined ? SILENCE : say`, then: ${target.enter}`
  if (target.kind === 'local') return say`${target.name}: this machine${enter}`
  const { ssh } = target
  const user = ssh.user === undefined ? '' : `${ssh.user}@`
  const jump = ssh.jump === undefined ? SILENCE : say` by way of ${ssh.jump.join(', ')}`
  const port = ssh.port === undefined ? '' : `:${ssh.port}`
  const address = `${user}${ssh.host}${port}`
  return say`${target.name}: SSH to ${address}${jump}${enter}${rest(ssh)}`
}

/** What services.yml leaves open is for ~/.ssh/config to say, which is read when the connection is made. */
function rest(ssh: SshSettings): Said {
  const open = [
    ...(ssh.user === undefined ? [say`user`] : []),
    ...(ssh.port === undefined ? [say`port`] : []),
    ...(ssh.identity === undefined ? [say`key`] : []),
  ]
  return open.length === 0
    ? SILENCE
    : say` (${listed(open)} by ~/.ssh/config, else OpenSSH's defaults)`
}

function indent(script: string): string {
  return script
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
}
