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
  // One statement touches a row once: of two posts with one key the later one counts.
  const given = [...new Map(posts.map((post) => [post.key, post])).values()]
  if (given.length === 0) return false
  const rows = await tx.query(
    `INSERT INTO memdiag.post AS old (investigation, seq, key, body)
     SELECT $1, last.seq + given.place, given.key, given.body::json
     FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS given (key, body, place),
       (SELECT coalesce(max(seq), 0) AS seq FROM memdiag.post WHERE investigation = $1) AS last
     ORDER BY given.place
     ON CONFLICT (investigation, key) DO UPDATE SET
       body = excluded.body,
       revision = old.revision + 1
     WHERE old.body::text <> excluded.body::text
     RETURNING seq`,
    [id, given.map((post) => post.key), given.map((post) => JSON.stringify(post))],
  )
  return rows.length > 0
}
