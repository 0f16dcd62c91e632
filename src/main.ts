import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import { z } from 'zod'
import type { CheckLine, CliDeps, Session } from './cli/cli-deps.ts'
import { reportError } from './cli/error-report.ts'
import { runCli } from './cli/program.ts'
import { type Environment, readEnvironment, snapshotKey } from './config/environment.ts'
import { languageSaid } from './config/language.ts'
import { placesOf } from './config/paths.ts'
import { exportSettings } from './config/export-settings.ts'
import { readServices, resolvePath } from './config/read-services.ts'
import { MemdiagError } from './core/errors.ts'
import { say } from './core/say.ts'
import type { ExportSettings } from './core/export-settings.ts'
import type { Clock, Log } from './core/ports.ts'
import type { Runbook } from './core/runbook.ts'
import type { Service } from './core/service.ts'
import { createEngine } from './engine/engine.ts'
import { probeInput } from './engine/probe-node.ts'
import { openNarration } from './open-narrator.ts'
import { openStore } from './open-store.ts'
import { createFileServices } from './services/file-services.ts'
import { stopOnSignals } from './stop-on-signals.ts'
import type { Operations } from './telemetry/operations.ts'
import { askPerson, streamOf } from './terminal.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const clock: Clock = { now: () => new Date().toISOString() }

/** Lower-case letters and digits without those that look alike; 10 of them are 50 bits. */
const ID_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const ID_LENGTH = 10

await main()

async function main(): Promise<void> {
  const stopping = new AbortController()
  stopOnSignals(stopping)
  const version = packageVersion()
  const stdout = streamOf(process.stdout, process.env)
  const stderr = streamOf(process.stderr, process.env)
  let env: Environment
  try {
    env = readEnvironment(process.env)
  } catch (error) {
    const language = languageSaid(process.env)
    const told = { language, stdout, stderr, signal: stopping.signal }
    process.exitCode = reportError(told, error, false)
    return
  }
  const deps = cliDeps({ env, version, stdout, stderr, signal: stopping.signal })
  process.exitCode = await runCli(deps, process.argv.slice(2))
}

type Basics = Pick<CliDeps, 'env' | 'version' | 'stdout' | 'stderr' | 'signal'>

function cliDeps(basics: Basics): Omit<CliDeps, 'language'> {
  const { env } = basics
  const places = placesOf(env, process.cwd(), os.homedir())
  // Adapters are loaded when a command asks for them: `--help` needs neither a database nor Slack.
  return {
    ...basics,
    places,
    user: userName(),
    ask: process.stdin.isTTY && process.stderr.isTTY ? askPerson : null,
    runbooksFolder: path.join(ROOT, 'runbooks'),
    openServices: (file) => createFileServices(readServices(file, places.home).services, file),
    openSession: (options) => openSession(basics, options),
    probes: (service, runbook) => probesOf(service, runbook),
    startApp: async (options) => {
      const { startApp } = await import('./start-app.ts')
      await startApp(
        {
          ...basics,
          home: places.home,
          clock,
          newId,
          openSession: (log, operations) =>
            openSession(basics, options, { log, operations, owner: true }),
          log: logTo(env, 'info'),
        },
        options,
      )
    },
    moveStore: async ({ data, to }) => {
      const { moveStore } = await import('./store/move-store.ts')
      return moveStore({ clock, log: logTo(env, 'silent') }, { folder: data, url: to })
    },
    checkSlack: (channels) => checkSlack(env, channels),
    sendSlackTest: (message) => sendSlackTest(env, message),
    readManifest: () => readFileSync(path.join(ROOT, 'manifest.yml'), 'utf8'),
    prepareDemo: async ({ folder, say: progress }) => {
      const { prepareDemo } = await import('./demo/demo.ts')
      return prepareDemo({ folder, signal: basics.signal, progress })
    },
    makeTemporaryFolder: () => mkdtemp(path.join(os.tmpdir(), 'memdiag-')),
    now: () => clock.now(),
    sendWebhook: async (address, sent) => {
      const { sendWebhook } = await import('./export/send-webhook.ts')
      await sendWebhook(
        { secret: env.MEMDIAG_WEBHOOK_SECRET, signal: basics.signal },
        address,
        sent,
      )
    },
    writeFile: async (file, text) => writeFile(file, text, { mode: 0o600 }),
  }
}

type Watched = {
  readonly log: Log
  readonly operations?: Operations
  /** It works the queue, and so must be the one that has the data folder open. */
  readonly owner?: boolean
}

async function openSession(
  { env, version, signal }: Basics,
  options: Parameters<CliDeps['openSession']>[0],
  watched: Watched = { log: logTo(env, 'silent') },
): Promise<Session> {
  const { log, operations } = watched
  const { createRemote } = await import('./remote/remote.ts')
  const { selfProcesses } = await import('./remote/self.ts')
  const { STEPS } = await import('./steps/all-steps.ts')
  // Throws where services.yml is not valid: a store that is open by then would stay so.
  const exportTo = exportSettingsOf(env, options.servicesFile ?? null)
  const opened = await openStore(env, options.data, { clock, ...watched })
  const store = operations?.watchStore(opened) ?? opened
  const direct = createRemote({
    home: os.homedir(),
    user: userName(),
    version,
    log,
    ...(env.SSH_AUTH_SOCK === undefined ? {} : { sshAgentSocket: env.SSH_AUTH_SOCK }),
    passphrase: () => env.MEMDIAG_SSH_PASSPHRASE,
  })
  const remote = operations?.watchRemote(direct) ?? direct
  const narration = await openNarration(env, { store, clock, signal })
  const { createSnapshots } = await import('./heap/thread/snapshots.ts')
  const { createSnapshotArchive } = await import('./store/snapshot-archive.ts')
  const archive = createSnapshotArchive({ store, clock, key: archiveKey(env) })
  await archive.tidy(clock.now())
  const engine = createEngine({
    store,
    remote,
    live: {
      access: async (target, stopping) => (await remote.connect(target, stopping)).heap,
      snapshots: createSnapshots(),
      archive,
    },
    steps: STEPS,
    runbook: options.runbook,
    clock,
    newId,
    self: selfProcesses(process.pid),
    log,
    exporters: await exportersOf(env, store, exportTo),
    ...narration,
    ...(env.MEMDIAG_MOST_RUNNING === undefined ? {} : { mostRunning: env.MEMDIAG_MOST_RUNNING }),
  })
  return {
    engine,
    store,
    remote,
    keptSnapshots: archive,
    async [Symbol.asyncDispose]() {
      await remote.close()
      await store.close()
    },
  }
}

function exportSettingsOf(env: Environment, file: string | null): ExportSettings {
  const { home, cwd } = placesOf(env, process.cwd(), os.homedir())
  const config = file === null ? undefined : readServices(file, home).exportTo
  return exportSettings(env, config, (text) => resolvePath(text, cwd, home))
}

/** Nothing is loaded where no report goes anywhere by itself. */
async function exportersOf(env: Environment, store: Session['store'], settings: ExportSettings) {
  if (settings.folder === undefined && settings.webhook === undefined) return []
  const { createExporters } = await import('./export/exporters.ts')
  const report = { language: env.MEMDIAG_LANGUAGE ?? null, zone: env.MEMDIAG_ZONE ?? 'UTC' }
  const secret = env.MEMDIAG_WEBHOOK_SECRET
  return createExporters({ store, secret, report, now: () => clock.now() }, settings)
}

function archiveKey(env: Environment): Uint8Array | undefined {
  return env.MEMDIAG_SNAPSHOT_KEY === undefined ? undefined : snapshotKey(env.MEMDIAG_SNAPSHOT_KEY)
}

async function probesOf(service: Service, runbook: Runbook) {
  const { STEPS } = await import('./steps/all-steps.ts')
  const input = probeInput({ self: { bootId: null, pids: [] } }, { service, runbook }, 'NONCE')
  return runbook.steps.map(({ step }) => ({ step, script: STEPS[step].probe(input) }))
}

async function checkSlack(env: Environment, channels: readonly string[]): Promise<CheckLine[]> {
  if (env.SLACK_BOT_TOKEN === undefined) {
    return [
      {
        name: say`slack`,
        ok: true,
        text: say`not configured: SLACK_BOT_TOKEN is not set (the terminal needs none)`,
      },
    ]
  }
  const { checkTokens } = await import('./slack/check-tokens.ts')
  return checkTokens(slackTokens(env, env.SLACK_BOT_TOKEN), channels)
}

async function sendSlackTest(
  env: Environment,
  message: { readonly channel: string; readonly text: string },
): Promise<CheckLine> {
  if (env.SLACK_BOT_TOKEN === undefined)
    throw new MemdiagError('config-missing', say`SLACK_BOT_TOKEN is not set.`)
  const { sendTestMessage } = await import('./slack/check-tokens.ts')
  return sendTestMessage(slackTokens(env, env.SLACK_BOT_TOKEN), message)
}

function slackTokens(env: Environment, botToken: string) {
  return {
    botToken,
    appToken: env.SLACK_APP_TOKEN,
    signingSecret: env.SLACK_SIGNING_SECRET,
    slackApiUrl: env.SLACK_API_URL,
  }
}

function logTo(env: Environment, level: string): Log {
  return pino({ level: env.MEMDIAG_LOG_LEVEL ?? level }, pino.destination({ dest: 2, sync: true }))
}

/** A container may run under an id that has no name. */
function userName(): string {
  try {
    return os.userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}

function newId(): string {
  return Array.from({ length: ID_LENGTH }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join(
    '',
  )
}

function packageVersion(): string {
  const text = readFileSync(path.join(ROOT, 'package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}
