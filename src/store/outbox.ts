import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { Post } from '../core/post.ts'
import type { OutboxPost, Undelivered } from '../core/store-port.ts'
import { columnText, rowsOf, type Sql } from './sql.ts'

/** A post is pending until its newest revision was delivered or refused for good. */
const PENDING = 'revision > greatest(delivered_revision, refused_revision)'

const OutboxRow = z.object({
  seq: z.int(),
  key: z.string(),
  post: Post,
  revision: z.int(),
  ref: z.string().nullable(),
  attempted: z.boolean(),
  deliveredMsAgo: z.number().nullable(),
})

/** Investigations with posts to send. */
export async function threadsWithPendingPosts(sql: Sql): Promise<string[]> {
  const rows = await sql.query(
    `SELECT DISTINCT investigation FROM memdiag.post WHERE ${PENDING} ORDER BY investigation`,
  )
  return rowsOf(z.object({ investigation: z.string() }), rows).map((row) => row.investigation)
}

/** Posts of a thread whose newest revision was not delivered, in order. */
export async function pendingPosts(sql: Sql, id: string): Promise<OutboxPost[]> {
  return rowsOf(
    OutboxRow,
    await sql.query(
      `SELECT seq, key, body AS post, revision, ref, attempted_at IS NOT NULL AS attempted,
         (1000 * extract(epoch FROM clock_timestamp() - delivered_at))::double precision AS "deliveredMsAgo"
       FROM memdiag.post WHERE investigation = $1 AND ${PENDING}
       ORDER BY seq`,
      [id],
    ),
  )
}

/** What the thread calls a post; null when it was not sent. */
export async function postRef(sql: Sql, id: string, key: string): Promise<string | null> {
  const [row] = rowsOf(
    z.object({ ref: z.string().nullable() }),
    await sql.query('SELECT ref FROM memdiag.post WHERE investigation = $1 AND key = $2', [
      id,
      key,
    ]),
  )
  return row?.ref ?? null
}

/** A send begins: after a crash the thread is searched for the key instead of posting it twice. */
export async function recordPostAttempt(sql: Sql, id: string, key: string): Promise<void> {
  const rows = await sql.query(
    `UPDATE memdiag.post SET attempted_at = clock_timestamp()
     WHERE investigation = $1 AND key = $2 RETURNING seq`,
    [id, key],
  )
  mustBeOne(rows, id, key)
}

/** The thread shows this revision under this ref. */
export async function recordPosted(
  sql: Sql,
  post: {
    readonly id: string
    readonly key: string
    readonly ref: string
    readonly revision: number
  },
): Promise<void> {
  const rows = await sql.query(
    `UPDATE memdiag.post SET
       ref = $3, delivered_revision = greatest(delivered_revision, $4::integer), attempted_at = NULL,
       delivered_at = clock_timestamp()
     WHERE investigation = $1 AND key = $2 RETURNING seq`,
    [post.id, post.key, post.ref, post.revision],
  )
  mustBeOne(rows, post.id, post.key)
}

/** The thread refused this revision for good: it is passed over, and the next revision is tried again. */
export async function recordPostRefused(
  sql: Sql,
  post: {
    readonly id: string
    readonly key: string
    readonly revision: number
    readonly reason: string
  },
): Promise<void> {
  const rows = await sql.query(
    `UPDATE memdiag.post SET
       refused_revision = greatest(refused_revision, $3::integer), refused_reason = $4, attempted_at = NULL
     WHERE investigation = $1 AND key = $2 RETURNING seq`,
    [post.id, post.key, post.revision, columnText(post.reason)],
  )
  mustBeOne(rows, post.id, post.key)
}

/** Posts that wait, and those whose newest revision was refused. */
export async function undelivered(sql: Sql, id: string): Promise<Undelivered> {
  const rows = rowsOf(
    z.object({ key: z.string(), pending: z.boolean(), reason: z.string().nullable() }),
    await sql.query(
      `SELECT key, ${PENDING} AS pending, refused_reason AS reason
       FROM memdiag.post
       WHERE investigation = $1 AND (${PENDING} OR refused_revision > delivered_revision)
       ORDER BY seq`,
      [id],
    ),
  )
  return {
    pending: rows.filter((row) => row.pending).length,
    refused: rows
      .filter((row) => !row.pending)
      .map(({ key, reason }) => ({ key, reason: reason ?? 'unknown' })),
  }
}

function mustBeOne(rows: readonly unknown[], id: string, key: string): void {
  if (rows.length === 1) return
  throw new MemdiagError('internal', `Investigation ${id} has no post ${key} in its outbox.`)
}
