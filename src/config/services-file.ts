import { z } from 'zod'
import { say } from '../core/say.ts'
import { ReportFormat, WebhookAddress } from '../core/export-settings.ts'
import { Access } from '../core/service.ts'
import { SnapshotCommand } from '../core/snapshot-file.ts'

/** Words that `/memdiag` and the command line take for themselves. */
const RESERVED = new Set([
  'list',
  'show',
  'export',
  'verify',
  'cancel',
  'help',
  'load',
  'snapshot',
  'websocket',
  'logs',
  'top',
  'cpuinfo',
])

const UNITS: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }

const SIZE_EXPECTED = say`expected bytes, or a number with KiB, MiB or GiB, such as 2GiB`.text

/** Bytes as a number, or with a unit: `2GiB`, `1536 MiB`. */
export const Size = z
  .union(
    [
      z.int().positive(),
      z.string().regex(/^\d+(?:\.\d+)?\s*(?:KiB|MiB|GiB)$/, { error: SIZE_EXPECTED }),
    ],
    {
      error: SIZE_EXPECTED,
    },
  )
  .transform((size) => {
    if (typeof size === 'number') return size
    const amount = Number.parseFloat(size)
    return Math.round(amount * (UNITS[size.slice(-3)] ?? 1))
  })

const PORT_EXPECTED = say`expected a port from 1 to 65535`.text
const Port = z
  .int({ error: PORT_EXPECTED })
  .min(1, { error: PORT_EXPECTED })
  .max(65_535, { error: PORT_EXPECTED })

const SshEntry = z.strictObject({
  host: z.string().optional(),
  user: z.string().optional(),
  port: Port.optional(),
  identity: z.string().optional(),
  knownHosts: z.string().optional(),
  jump: z.array(z.string()).optional(),
})
export type SshEntry = z.infer<typeof SshEntry>

const NodeEntry = z.union(
  [
    z.string().min(1),
    z
      .strictObject({
        name: z.string().optional(),
        host: z.string().optional(),
        local: z.literal(true).optional(),
        enter: z.string().min(1).optional(),
        ssh: SshEntry.optional(),
      })
      .refine((node) => (node.host !== undefined) !== (node.local === true), {
        error: say`a node needs either \`host\` or \`local: true\``.text,
      }),
  ],
  { error: say`expected \`[user@]host[:port]\` or { name, host, enter, ssh }`.text },
)
export type NodeEntry = z.infer<typeof NodeEntry>

const URL_EXPECTED =
  say`expected a metrics page on the node itself, such as http://127.0.0.1:9100/metrics`.text
const LoopbackUrl = z
  .string({ error: URL_EXPECTED })
  .regex(/^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?\/[\w.~/?=&-]*$/, {
    error: URL_EXPECTED,
  })
const Metric = z.string().regex(/^[A-Za-z_:][\w:]*$/, {
  error: say`expected the name of a Prometheus counter, such as http_requests_total`.text,
})

/** Where requests are counted: the page alone, or with the counter's name. */
const RequestsEntry = z.union([
  LoopbackUrl.transform((url) => ({ url })),
  z.strictObject(
    { url: LoopbackUrl, metric: Metric.optional() },
    { error: say`{ url, metric }`.text },
  ),
])

const ServiceEntry = z.strictObject({
  nodes: z.array(NodeEntry).min(1),
  process: z.string().min(1).optional(),
  dir: z.string().optional(),
  logs: z.array(z.string().min(1)).optional(),
  memoryLimit: Size.optional(),
  websocket: z
    .union([
      z.literal('off'),
      z.strictObject({ port: Port, path: z.string().startsWith('/').default('/socket.io/') }),
    ])
    .optional(),
  requests: RequestsEntry.optional(),
  channel: z.string().optional(),
  broadcast: z.boolean().optional(),
  approvers: z.array(z.string()).optional(),
  fourEyes: z.boolean().optional(),
  narrate: z.literal('off', { error: say`expected \`off\`, or nothing`.text }).optional(),
  keep: z.boolean().optional(),
  snapshot: SnapshotCommand.optional(),
})
export type ServiceEntry = z.infer<typeof ServiceEntry>

const ServiceName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, {
    error: say`a service name has letters, digits, \`.\`, \`_\` and \`-\``.text,
  })
  .refine((name) => !RESERVED.has(name), {
    error: say`this word is a command of memdiag: choose another name`.text,
  })

const DAYS_EXPECTED = say`expected days, such as 90d`.text
const Days = z
  .string({ error: DAYS_EXPECTED })
  .regex(/^[1-9]\d{0,4}d$/, { error: DAYS_EXPECTED })
  .transform((text) => Number.parseInt(text, 10))

const RetentionEntry = z.strictObject({
  compactAfter: Days.optional(),
  deleteAfter: Days.optional(),
  archive: z.string().min(1).optional(),
})

const ExportEntry = z
  .strictObject({
    folder: z.string().min(1).optional(),
    webhook: WebhookAddress.optional(),
    formats: z.array(ReportFormat).min(1).optional(),
  })
  .refine(({ folder, webhook }) => folder !== undefined || webhook !== undefined, {
    error: say`expected a \`folder\`, a \`webhook\`, or both`.text,
  })

/** services.yml as written. config/read-services.ts resolves paths and defaults. */
export const ServicesFile = z.strictObject({
  access: z.strictObject(Access.shape).optional(),
  defaults: z.strictObject({ ssh: SshEntry.omit({ host: true }).strict().optional() }).optional(),
  retention: RetentionEntry.optional(),
  export: ExportEntry.optional(),
  services: z.record(ServiceName, ServiceEntry),
})
export type ServicesFile = z.infer<typeof ServicesFile>
