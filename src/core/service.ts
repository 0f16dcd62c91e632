import { z } from 'zod'
import { Bytes } from './names.ts'
import { SnapshotCommand } from './snapshot-file.ts'
import { Target } from './target.ts'

export const WebsocketSetting = z.union([
  z.literal('off'),
  z.object({ port: z.int().min(1).max(65_535), path: z.string().startsWith('/') }),
])
export type WebsocketSetting = z.infer<typeof WebsocketSetting>

/** Where the service counts its requests: a Prometheus page on the node's loopback, and the counter's name. */
export const RequestsSetting = z.object({ url: z.url(), metric: z.string().optional() })
export type RequestsSetting = z.infer<typeof RequestsSetting>

/** A service as an investigation needs it: resolved from services.yml or from `--host`. Holds no secret. */
export const Service = z.object({
  name: z.string(),
  targets: z.array(Target).min(1),
  /** Plain text in title or command line; absent: every Node.js process of the node. */
  process: z.string().min(1).optional(),
  dir: z.string().optional(),
  logs: z.array(z.string()).optional(),
  memoryLimitBytes: Bytes.optional(),
  websocket: WebsocketSetting.optional(),
  requests: RequestsSetting.optional(),
  channel: z.string().optional(),
  /** The summary is shown in the channel as well as in the thread. */
  broadcast: z.boolean().optional(),
  approvers: z.array(z.string()).optional(),
  fourEyes: z.boolean().optional(),
  /** Nothing of this service is sent to a model. */
  narrate: z.literal('off').optional(),
  /** Whole snapshots are kept, encrypted, for the runbook's time; absent: as the runbook says. */
  keep: z.boolean().optional(),
  /** Makes a process write a heap snapshot, instead of the inspector; absent: as the runbook says. */
  snapshot: SnapshotCommand.optional(),
})
export type Service = z.infer<typeof Service>

/** Who may use memdiag from Slack; absent: full members of the workspace. */
export const Access = z.object({
  channels: z.array(z.string()).optional(),
  users: z.array(z.string()).optional(),
})
export type Access = z.infer<typeof Access>
