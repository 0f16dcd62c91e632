import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { Event } from '../core/event.ts'
import type { Post } from '../core/post.ts'
import type { Jobs } from './jobs.ts'
import { columnText, type Sql, type Statements } from './sql.ts'
import { summaryOf } from './summary.ts'
import { othersUnderWay } from './under-way.ts'
import { upsertPosts } from './upsert-posts.ts'

export type Append = {
  readonly id: string
  /** How many events the log must have. */
  readonly version: number
  readonly events: readonly Event[]
  readonly posts: readonly Post[]
  readonly advanceInSeconds: number | undefined
}

type Deps = { readonly sql: Sql; readonly jobs: Jobs }

/** Events, summary, posts and doorbells in one transaction. Throws `conflict` when the log moved on. */
export async function appendEvents(deps: Deps, append: Append): Promise<void> {
  const events = append.events.map((event) => readable(append.id, event))
  await deps.sql.transaction((tx) => write(deps.jobs, tx, append, events))
}

/** Appends the first events of a log; stores nothing and returns the ids of others of its service, if any are under way. */
export async function beginLog(
  deps: Deps,
  append: Append,
  beside: readonly string[],
): Promise<readonly string[]> {
  const events = append.events.map((event) => readable(append.id, event))
  const service = columnText(summaryOf(events).service ?? '')
  return await deps.sql.transaction(async (tx) => {
    const others = await othersUnderWay(tx, service, beside)
    if (others.length === 0) await write(deps.jobs, tx, append, events)
    return others
  })
}

async function write(
  jobs: Jobs,
  tx: Statements,
  append: Append,
  events: readonly Event[],
): Promise<void> {
  // First: the row is locked until the commit, so that everything below is the work of one writer.
  await moveOn(tx, append)
  await insertEvents(tx, append, events)
  const changed = await upsertPosts(tx, append.id, append.posts)
  if (changed) await jobs.ring(tx, 'deliver', append.id)
  if (append.advanceInSeconds !== undefined) {
    await jobs.ringIn(tx, append.id, append.advanceInSeconds)
  }
}

/** An event that could not be read again must never get into a log. */
export function readable(id: string, event: Event): Event {
  const parsed = Event.safeParse(event)
  if (parsed.success) return parsed.data
  throw new MemdiagError(
    'internal',
    `Could not append \`${event.kind}\` to investigation ${id}: ${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  )
}

async function moveOn(tx: Statements, append: Append): Promise<void> {
  const moved = append.version === 0 ? await begin(tx, append) : await goOn(tx, append)
  if (moved) return
  throw new MemdiagError(
    'conflict',
    `Could not append to investigation ${append.id} at version ${append.version}: its log moved on.`,
    { hint: 'Load it again and decide anew.' },
  )
}

async function begin(tx: Statements, { id, events }: Append): Promise<boolean> {
  const summary = summaryOf(events)
  if (summary.service === null || summary.startedAt === null) {
    throw new MemdiagError('internal', `The log of ${id} must begin with the event \`opened\`.`)
  }
  const rows = await tx.query(
    `INSERT INTO memdiag.investigation
       (id, version, service, state, started_at, ended_at, cause, confidence)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (id) DO NOTHING
     RETURNING id`,
    [
      id,
      events.length,
      columnText(summary.service),
      summary.state ?? 'running',
      summary.startedAt,
      summary.endedAt,
      summary.cause,
      summary.confidence,
    ],
  )
  return rows.length === 1
}

async function goOn(tx: Statements, { id, version, events }: Append): Promise<boolean> {
  const summary = summaryOf(events)
  const rows = await tx.query(
    `UPDATE memdiag.investigation SET
       version = version + $3,
       state = coalesce($4, state),
       ended_at = CASE WHEN $4 = 'running' THEN NULL ELSE coalesce($5, ended_at) END,
       cause = coalesce($6, cause),
       confidence = coalesce($7, confidence)
     WHERE id = $1 AND version = $2
     RETURNING id`,
    [id, version, events.length, summary.state, summary.endedAt, summary.cause, summary.confidence],
  )
  return rows.length === 1
}

async function insertEvents(
  tx: Statements,
  { id, version }: Append,
  events: readonly Event[],
): Promise<void> {
  const rows = events.map((event, index) => ({
    seq: version + index + 1,
    at: event.at,
    kind: event.kind,
    body: JSON.stringify(event),
  }))
  await tx.query(
    `INSERT INTO memdiag.event (investigation, seq, at, kind, body)
     SELECT $1, seq, at, kind, body::json
     FROM unnest($2::integer[], $3::timestamptz[], $4::text[], $5::text[]) AS row (seq, at, kind, body)`,
    [
      id,
      rows.map((row) => row.seq),
      rows.map((row) => row.at),
      rows.map((row) => row.kind),
      rows.map((row) => row.body),
    ],
  )
}
