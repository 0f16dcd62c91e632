import type { Command } from 'commander'
import { say, type Wording } from '../core/say.ts'
import { checkText } from './check-line.ts'
import type { CliDeps } from './cli-deps.ts'
import { styled } from './output.ts'
import type { Outcome } from './program.ts'
import { putFor } from './readers-language.ts'

/** Opens "Create New App" with the manifest filled in: https://docs.slack.dev/app-manifests/configuring-apps-with-app-manifests. */
const CREATE_URL = 'https://api.slack.com/apps?new_app=1&manifest_yaml='

/** Longer addresses are refused by some browsers and servers on the way; then the file is pasted. */
const URL_CHARACTERS = 8_000

/** `memdiag setup slack`: what is still to do, in order, until a test message arrived. Run it again after each step. */
export function registerSetup(program: Command, deps: CliDeps, outcome: Outcome): void {
  const setup = program.command('setup').description('set memdiag up: slack')
  setup
    .command('slack')
    .description('walk through the Slack app: create it, set its tokens, send a test message')
    .option('--channel <id>', 'where to send a test message: the id of a channel, C0123ABCD')
    .action(async (options: { readonly channel?: string }) => {
      outcome.code = (await walk(deps, options.channel)) ? 0 : 1
    })
}

/** True when nothing is left to do. */
async function walk(deps: CliDeps, channel: string | undefined): Promise<boolean> {
  const { stdout, env } = deps
  const put = putFor(deps)
  const has = {
    bot: env.SLACK_BOT_TOKEN !== undefined,
    way: env.SLACK_APP_TOKEN !== undefined || env.SLACK_SIGNING_SECRET !== undefined,
  }
  step(deps, 1, has.bot, say`Create the app`, createLines(deps))
  step(deps, 2, has.way, say`Let it listen`, LISTEN)
  step(deps, 3, has.bot, say`Install it`, INSTALL)
  if (!has.bot || !has.way) {
    stdout.write(`\n${put(AGAIN)}\n`)
    return false
  }
  const checks = [...(await deps.checkSlack(channel === undefined ? [] : [channel]))]
  const ok = checks.every((check) => check.ok)
  if (ok && channel !== undefined) {
    checks.push(await deps.sendSlackTest({ channel, text: put(TEST_MESSAGE) }))
  }
  stdout.write(`\n${put(say`What Slack says:`)}\n`)
  for (const check of checks) stdout.write(checkText(deps, check, '  '))
  const done = checks.every((check) => check.ok)
  if (done && channel === undefined) {
    stdout.write(`\n${put(INVITE)}\n  ${TEST_COMMAND}   ${put(WHERE_IDS)}\n`)
  } else if (done) stdout.write(`\n${put(say`All is set: memdiag start`)}\n`)
  return done
}

const AGAIN = say`Then set the variables and run \`memdiag setup slack\` again: it looks whether they work.`
const INVITE = say`Now invite memdiag into a channel (/invite @memdiag) and send a test message:`
const TEST_MESSAGE = say`memdiag is set up. Type /memdiag SERVICE here, or choose "Investigate memory" in the menu of an alert.`
const TEST_COMMAND = 'memdiag setup slack --channel C0123ABCD'
const WHERE_IDS = say`(the id stands at the bottom of the channel\u2019s details)`

function createLines(deps: CliDeps): Wording[] {
  const manifest = deps.readManifest().replaceAll(/^\s*#.*\n|\s+#.*$/gm, '')
  const url = `${CREATE_URL}${encodeURIComponent(manifest)}`
  return url.length <= URL_CHARACTERS
    ? [say`Open this address, choose the workspace, and create the app:`, url]
    : [
        say`Open https://api.slack.com/apps, "Create New App", "From a manifest", and paste manifest.yml:`,
        manifest,
      ]
}

const LISTEN = [
  say`In the app, "Basic Information", "App-Level Tokens": generate one with the scope connections:write.`,
  say`Set SLACK_APP_TOKEN to it (xapp-...). It needs no address that Slack can reach.`,
]

const INSTALL = [
  say`In the app, "Install App": install it into the workspace.`,
  say`Set SLACK_BOT_TOKEN to the bot token that it shows (xoxb-...).`,
]

function step(
  deps: CliDeps,
  number: number,
  done: boolean,
  ...told: readonly [Wording, readonly Wording[]]
): void {
  const { stdout } = deps
  const put = putFor(deps)
  const [title, lines] = told
  const mark = done ? styled(stdout, 'green', '[x]') : styled(stdout, 'yellow', '[ ]')
  stdout.write(`${mark} ${number}. ${styled(stdout, 'bold', put(title))}\n`)
  if (done) return
  for (const line of lines) stdout.write(`      ${put(line)}\n`)
}
