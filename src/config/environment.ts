import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { lines, say } from '../core/say.ts'
import { faultWords } from './fault-words.ts'
import { ReportFormat, WebhookAddress } from '../core/export-settings.ts'
import { Language } from '../core/narration.ts'

const Text = z.string().min(1)

/** `PORT`, or `HOST:PORT`; loopback when no host is named, since what answers there asks for no password. */
const ListenAddress = Text.regex(/^(?:(?:\[[0-9a-fA-F:]+\]|[^:\s]+):)?\d{1,5}$/, {
  error: say`expected PORT or HOST:PORT, such as 9091 or 0.0.0.0:9091`.text,
})
  .transform((text) => {
    const colon = text.lastIndexOf(':')
    const host = colon < 0 ? '127.0.0.1' : text.slice(0, colon).replace(/^\[(.*)\]$/, '$1')
    return { host, port: Number(text.slice(colon + 1)) }
  })
  .refine(({ port }) => port <= 65_535, { error: say`a port is at most 65535`.text })

/** AES-256 takes a key of so many bytes. */
const KEY_BYTES = 32

/** The bytes of MEMDIAG_SNAPSHOT_KEY, written in hex or base64. */
export function snapshotKey(text: string): Uint8Array {
  return Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64')
}

/** The environment variables memdiag reads; an empty one counts as unset. */
const Environment = z.object({
  MEMDIAG_SERVICES: Text.optional(),
  MEMDIAG_DATA: Text.optional(),
  MEMDIAG_SSH_PASSPHRASE: Text.optional(),
  /** The model that words verdicts and answers; none named, none asked. */
  MEMDIAG_MODEL: Text.optional(),
  MEMDIAG_NARRATE: z.enum(['on', 'off']).optional(),
  OPENAI_API_KEY: Text.optional(),
  OPENAI_BASE_URL: z.url().optional(),
  MEMDIAG_MODEL_API: z.enum(['chat', 'responses']).optional(),
  MEMDIAG_LANGUAGE: Language.optional(),
  /** Dollars a million tokens: in, out. */
  MEMDIAG_MODEL_PRICES: Text.regex(/^\d+(?:\.\d+)?,\d+(?:\.\d+)?$/, {
    error: say`expected dollars a million tokens, in and out, such as 0.25,2`.text,
  })
    .transform((text) => {
      const [inputUsd = 0, outputUsd = 0] = text.split(',').map(Number)
      return { inputUsd, outputUsd }
    })
    .optional(),
  MEMDIAG_MODEL_TOKENS_A_DAY: z.coerce.number().int().nonnegative().optional(),
  MEMDIAG_MODEL_USD_A_DAY: z.coerce.number().nonnegative().optional(),
  /** Of the times in postmortems. */
  MEMDIAG_ZONE: Text.refine(isZone, {
    error: say`expected a time zone, such as Asia/Shanghai`.text,
  }).optional(),
  /** Where reports go by themselves, over what services.yml says. */
  MEMDIAG_EXPORT_FOLDER: Text.optional(),
  MEMDIAG_EXPORT_WEBHOOK: WebhookAddress.optional(),
  MEMDIAG_EXPORT_FORMATS: Text.transform((text) => text.split(','))
    .pipe(
      z.array(ReportFormat, {
        error: say`expected markdown, html or json, such as markdown,html`.text,
      }),
    )
    .optional(),
  /** Signs the reports that are sent to a webhook. */
  MEMDIAG_WEBHOOK_SECRET: Text.optional(),
  MEMDIAG_SNAPSHOT_KEY: Text.refine((text) => snapshotKey(text).length === KEY_BYTES, {
    error: say`expected 32 bytes in base64 or hex, such as \`openssl rand -base64 32\` gives`.text,
  }).optional(),
  DATABASE_URL: Text.regex(/^postgres(?:ql)?:\/\//, {
    error: say`expected postgres://user:password@host:port/database`.text,
  }).optional(),
  SLACK_BOT_TOKEN: Text.startsWith('xoxb-', {
    error: say`a bot token begins with xoxb-`.text,
  }).optional(),
  SLACK_APP_TOKEN: Text.startsWith('xapp-', {
    error: say`an app-level token begins with xapp-`.text,
  }).optional(),
  SLACK_SIGNING_SECRET: Text.optional(),
  SLACK_API_URL: z.url().optional(),
  /** Investigations at work at once, on a store and in a process; ten when absent. */
  MEMDIAG_MOST_RUNNING: z.coerce.number().int().min(1).max(200).optional(),
  MEMDIAG_OPS_LISTEN: ListenAddress.optional(),
  /** The exporter reads these and the other OTEL_EXPORTER_OTLP_* itself; that one is set turns tracing on. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url().optional(),
  OTEL_SERVICE_NAME: Text.optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  SSH_AUTH_SOCK: Text.optional(),
  XDG_DATA_HOME: Text.optional(),
  XDG_CONFIG_HOME: Text.optional(),
  INIT_CWD: Text.optional(),
  LC_ALL: Text.optional(),
  LC_MESSAGES: Text.optional(),
  LANG: Text.optional(),
  NO_COLOR: Text.optional(),
  FORCE_COLOR: Text.optional(),
  MEMDIAG_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
})
export type Environment = z.infer<typeof Environment>

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Throws `config-invalid` naming each bad variable; never shows its value. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  if (parsed.success) return parsed.data
  throw new MemdiagError(
    'config-invalid',
    lines(
      parsed.error.issues.map(
        (issue) => say`Environment variable ${issue.path.join('.')}: ${faultWords(issue.message)}.`,
      ),
    ),
    { hint: say`Correct the variable, or unset it.` },
  )
}
