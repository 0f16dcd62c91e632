import { z } from 'zod'

/** Statements against one database, on PGlite and Postgres alike. Rows come as the driver read them. */
export type Statements = {
  /** One statement with values. */
  query(text: string, values?: readonly unknown[]): Promise<readonly unknown[]>
  /** Several statements without values; the rows of all. */
  script(text: string): Promise<readonly unknown[]>
}

export type Sql = Statements & {
  /** Commits when the work resolves and rolls back when it throws. */
  transaction<Result>(work: (tx: Statements) => Promise<Result>): Promise<Result>
}

/** The rows, read by a schema. */
export function rowsOf<Row>(row: z.ZodType<Row>, rows: readonly unknown[]): Row[] {
  return z.array(row).parse(rows)
}

/** Text that a Postgres text column takes: it knows neither NUL nor half of a surrogate pair. */
export function columnText(text: string): string {
  return text.replaceAll('\0', '\u2400').toWellFormed()
}
