import type { Post } from '../core/post.ts'
import type { Statements } from './sql.ts'

/**
 * Puts posts into the outbox: a new key takes the next place in the thread, a changed post grows in revision,
 * an unchanged one is left alone. True when there is something to send. The caller holds the investigation's row.
 */
export async function upsertPosts(
  tx: Statements,
  id: string,
  posts: readonly Post[],
): Promise<boolean> {
  let changed = false
  for (const post of posts) changed = (await upsertPost(tx, id, post)) || changed
  return changed
}

async function upsertPost(tx: Statements, id: string, post: Post): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO memdiag.post AS old (investigation, seq, key, body)
     SELECT $1, coalesce(max(seq), 0) + 1, $2, $3::text::json
     FROM memdiag.post WHERE investigation = $1
     ON CONFLICT (investigation, key) DO UPDATE SET
       body = excluded.body,
       revision = old.revision + 1
     WHERE old.body::text <> excluded.body::text
     RETURNING seq`,
    [id, post.key, JSON.stringify(post)],
  )
  return rows.length > 0
}
