import type { Environment } from '../config/environment.ts'
import type { Places } from '../config/paths.ts'
import type { Remote } from '../core/remote-port.ts'
import type { Services } from '../core/ports.ts'
import type { Store } from '../core/store-port.ts'
import type { Language } from '../core/narration.ts'
import type { Wording } from '../core/say.ts'
import type { Runbook } from '../core/runbook.ts'
import type { Service } from '../core/service.ts'
import type { SnapshotArchive } from '../core/snapshot-archive.ts'
import type { StepName } from '../core/names.ts'
import type { WebhookReport } from '../export/send-webhook.ts'
import type { Engine } from '../engine/engine.ts'
import type { Stream } from './output.ts'

/** What stays open while a command works: closed at its end whatever happened. */
export type Session = AsyncDisposable & {
  readonly engine: Engine
  readonly store: Store
  readonly remote: Remote
  readonly keptSnapshots: SnapshotArchive
}

export type DemoSite = {
  readonly servicesFile: string
  readonly service: string
  close(): Promise<void>
}

export type StepScript = { readonly step: StepName; readonly script: string }

export type CheckLine = {
  readonly name: Wording
  readonly ok: boolean
  readonly text: Wording
  readonly todo?: Wording
}

export type StoreMove = {
  readonly investigation: number
  readonly event: number
  readonly post: number
}

/** What main hands to the command line: the adapters, made only when a command asks for them. */
export type CliDeps = {
  readonly version: string
  readonly env: Environment
  readonly places: Places
  readonly user: string
  /** Of who reads, by --language, MEMDIAG_LANGUAGE or the locale; null where none of them says it. */
  readonly language: Language | null
  readonly stdout: Stream
  readonly stderr: Stream
  readonly runbooksFolder: string
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal
  /** Asks the person at the terminal yes or no; null when the signal came first. Null where nobody is there. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<boolean | null>) | null
  /** The services of a services.yml. Throws `config-missing` or `config-invalid`. */
  openServices(file: string): Services
  /** Opens the store in a data folder (or DATABASE_URL) and the engine on it. */
  openSession(options: {
    readonly data: string
    readonly runbook: Runbook
    /** The services.yml that says where reports go; null or absent: the environment alone does. */
    readonly servicesFile?: string | null
  }): Promise<Session>
  /** The script each step would run on a node. */
  probes(service: Service, runbook: Runbook): Promise<readonly StepScript[]>
  /** Runs the Slack app until the signal. */
  startApp(options: {
    readonly data: string
    readonly runbook: Runbook
    readonly servicesFile: string
  }): Promise<void>
  /** Copies the store of a data folder into a Postgres, and returns how many rows of each table. */
  moveStore(options: { readonly data: string; readonly to: string }): Promise<StoreMove>
  /** Looks whether the tokens in the environment work. */
  checkSlack(channels: readonly string[]): Promise<readonly CheckLine[]>
  /** Posts one message. */
  sendSlackTest(message: { readonly channel: string; readonly text: string }): Promise<CheckLine>
  /** The text of manifest.yml. */
  readManifest(): string
  prepareDemo(options: {
    readonly folder: string
    readonly say: (text: Wording) => void
  }): Promise<DemoSite>
  /** A fresh folder of its own (0700) under the system's temporary folder. */
  makeTemporaryFolder(): Promise<string>
  /** ISO 8601 UTC. */
  now(): string
  /** Sends a report with POST. Throws `usage` for an address, and `unreachable`. */
  sendWebhook(address: string, sent: WebhookReport): Promise<void>
  /** Writes a file that only its owner may read (0600). */
  writeFile(file: string, text: string): Promise<void>
}
