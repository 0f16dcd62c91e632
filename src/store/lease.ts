import { columnText, type Sql } from './sql.ts'

/**
 * Takes or renews a lease in one statement; false when somebody else holds it. The database's clock counts,
 * so that the clocks of replicas may differ.
 */
export async function takeLease(
  sql: Sql,
  lease: { readonly name: string; readonly owner: string; readonly seconds: number },
): Promise<boolean> {
  const rows = await sql.query(
    `INSERT INTO memdiag.lease AS held (name, owner, until)
     VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3::double precision))
     ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
     WHERE held.owner = excluded.owner OR held.until <= clock_timestamp()
     RETURNING name`,
    [columnText(lease.name), columnText(lease.owner), lease.seconds],
  )
  return rows.length === 1
}

/** Gives a lease back; nothing happens when somebody else holds it by now. */
export async function releaseLease(sql: Sql, name: string, owner: string): Promise<void> {
  await sql.query('DELETE FROM memdiag.lease WHERE name = $1 AND owner = $2', [
    columnText(name),
    columnText(owner),
  ])
}

/** For a database with one owner at a time: whoever held a lease before this process is gone. */
export async function forgetLeases(sql: Sql): Promise<void> {
  await sql.query('DELETE FROM memdiag.lease', [])
}
