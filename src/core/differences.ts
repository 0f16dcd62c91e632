/**
 * Where two JSON values differ, a line each: `path: then -> now`. The order of keys counts: byte for byte means that.
 * Messages are left out: they say what the texts beside them say, and logs of older versions have none.
 */
export function differences(before: unknown, after: unknown, path: string): string[] {
  return between(withoutMessages(before), withoutMessages(after), path)
}

/** A JSON value as it would be if nothing in it had a message for other languages. */
export function withoutMessages(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMessages)
  if (!isRecord(value)) return value
  const kept = Object.entries(value).filter(([key, of]) => !(key === 'message' && isRecord(of)))
  return Object.fromEntries(kept.map(([key, of]) => [key, withoutMessages(of)]))
}

function between(before: unknown, after: unknown, path: string): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  if (Array.isArray(before) && Array.isArray(after)) return ofLists(before, after, path)
  if (isRecord(before) && isRecord(after)) return ofRecords(before, after, path)
  return [`${path}: ${shown(before)} -> ${shown(after)}`]
}

/** Lists whose entries have ids are matched by them: one finding more does not shift all that follow. */
function ofLists(before: readonly unknown[], after: readonly unknown[], path: string): string[] {
  const names = [...new Set([...before.map(nameOf), ...after.map(nameOf)])]
  const lines = names.flatMap((name) =>
    between(
      before.find((each, index) => nameOf(each, index) === name),
      after.find((each, index) => nameOf(each, index) === name),
      `${path}[${name}]`,
    ),
  )
  return lines.length > 0 ? lines : [`${path}: the same entries in another order`]
}

function nameOf(entry: unknown, index: number): string {
  if (!isRecord(entry)) return String(index)
  const name = entry['id'] ?? entry['name'] ?? entry['cause']
  return typeof name === 'string' ? name : String(index)
}

function ofRecords(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  path: string,
): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const lines = keys.flatMap((key) => between(before[key], after[key], `${path}.${key}`))
  return lines.length > 0 ? lines : [`${path}: the same keys in another order`]
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
