import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
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
  // One statement is a transaction already: three trips to the database less.
  const alone = append.posts.length === 0 && append.advanceInSeconds === undefined
  if (alone) await addEvents(deps.sql, append, events)
  else await deps.sql.transaction((tx) => write(deps.jobs, tx, append, events))
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
  await addEvents(tx, append, events)
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

/** Moves the log's version on and adds the events, both or neither. */
async function addEvents(sql: Statements, append: Append, events: readonly Event[]): Promise<void> {
  const rows = await (append.version === 0 ? begin(sql, append, events) : goOn(sql, append, events))
  if (rows.length === 1) return
  throw new MemdiagError(
    'conflict',
    say`Could not append to investigation ${append.id} at version ${append.version}: its log moved on.`,
    { hint: say`Load it again and decide anew.` },
  )
}

async function begin(
  sql: Statements,
  { id }: Append,
  events: readonly Event[],
): Promise<readonly unknown[]> {
  const summary = summaryOf(events)
  if (summary.service === null || summary.startedAt === null) {
    throw new MemdiagError('internal', `The log of ${id} must begin with the event \`opened\`.`)
  }
  return await sql.query(
    `WITH moved AS (
       INSERT INTO memdiag.investigation
         (id, version, service, state, started_at, ended_at, cause, confidence)
       VALUES ($1, $6, $7, $8, $9, $10, $11, $12)
       ON CONFLICT (id) DO NOTHING
       RETURNING id
     ) ${ADD_EVENTS}`,
    [
      ...eventColumns(id, 0, events),
      events.length,
      columnText(summary.service),
      summary.state ?? 'running',
      summary.startedAt,
      summary.endedAt,
      summary.cause,
      summary.confidence,
    ],
  )
}

async function goOn(
  sql: Statements,
  { id, version }: Append,
  events: readonly Event[],
): Promise<readonly unknown[]> {
  const summary = summaryOf(events)
  return await sql.query(
    `WITH moved AS (
       UPDATE memdiag.investigation SET
         version = version + $7,
         state = coalesce($8, state),
         ended_at = CASE WHEN $8 = 'running' THEN NULL ELSE coalesce($9, ended_at) END,
         cause = coalesce($10, cause),
         confidence = coalesce($11, confidence)
       WHERE id = $1 AND version = $6
       RETURNING id
     ) ${ADD_EVENTS}`,
    [
      ...eventColumns(id, version, events),
      version,
      events.length,
      summary.state,
      summary.endedAt,
      summary.cause,
      summary.confidence,
    ],
  )
}

/** Nothing where `moved` is empty; answers its row. The first five values are those of eventColumns. */
const ADD_EVENTS = `, added AS (
  INSERT INTO memdiag.event (investigation, seq, at, kind, body)
  SELECT moved.id, seq, at, kind, body::json
  FROM moved, unnest($2::integer[], $3::timestamptz[], $4::text[], $5::text[]) AS row (seq, at, kind, body)
) SELECT id FROM moved`

function eventColumns(id: string, version: number, events: readonly Event[]): unknown[] {
  return [
    id,
    events.map((_, index) => version + index + 1),
    events.map((event) => event.at),
    events.map((event) => event.kind),
    events.map((event) => JSON.stringify(event)),
  ]
}
