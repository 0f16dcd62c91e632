import { z } from 'zod'

/** A part of a post, in words of content and not of any chat program. Text is plain: adapters escape it. */
export const Part = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), text: z.string() }),
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('small'), text: z.string() }),
  z.object({ kind: z.literal('list'), items: z.array(z.string()) }),
  z.object({ kind: z.literal('code'), text: z.string() }),
  z.object({
    kind: z.literal('table'),
    caption: z.string(),
    columns: z.array(z.object({ title: z.string(), align: z.enum(['left', 'right']) })).min(1),
    rows: z.array(z.array(z.string())),
  }),
  z.object({
    kind: z.literal('progress'),
    steps: z.array(
      z.object({
        name: z.string(),
        state: z.enum(['pending', 'running', 'done', 'skipped', 'failed']),
        text: z.string(),
      }),
    ),
  }),
])
export type Part = z.infer<typeof Part>

/** One message of a thread. The same key is the same message: a changed post is an update in place. */
export const Post = z.object({
  key: z.string(),
  kind: z.enum(['root', 'step', 'summary', 'notice']),
  /** The whole in a line or two: notifications, screen readers, and whatever cannot show parts. */
  text: z.string(),
  parts: z.array(Part),
})
export type Post = z.infer<typeof Post>
