import { z } from 'zod'

/** How to reach a host by SSH. Paths are absolute: configuration has resolved `~` and relative ones. */
export const SshSettings = z.object({
  host: z.string(),
  port: z.int().min(1).max(65_535).optional(),
  user: z.string().optional(),
  identity: z.string().optional(),
  knownHosts: z.string().optional(),
  /** `[user@]host[:port]` in the order in which they are passed through. */
  jump: z.array(z.string()).optional(),
})
export type SshSettings = z.infer<typeof SshSettings>

/** A node and how to get in. `enter` is a command on the host that leads into the container's shell. */
export const Target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('local'), name: z.string(), enter: z.string().optional() }),
  z.object({
    kind: z.literal('ssh'),
    name: z.string(),
    enter: z.string().optional(),
    ssh: SshSettings,
  }),
])
export type Target = z.infer<typeof Target>
