import { buildSnapshot } from './build-snapshot.ts'

/** Bytes handed over at a time. */
const CHUNK = 1 << 20
/** No record is longer. */
const MARGIN = 64

/** A snapshot of any number of objects, each held by the one before, written as fast as digits can be. */
export async function* longList(count: number): AsyncGenerator<Uint8Array> {
  const frame = buildSnapshot([{ type: 'synthetic', name: '' }], {
    header: { node_count: count, edge_count: count - 1 },
  })
  const fields = 6
  yield Buffer.from(frame.slice(0, frame.indexOf('"nodes":')))
  yield Buffer.from('"nodes":[')
  yield* records(count, (node) => [
    node === 0 ? 9 : 3,
    1,
    node * 2 + 1,
    16,
    node + 1 < count ? 1 : 0,
    0,
  ])
  yield Buffer.from('],\n"edges":[')
  yield* records(count - 1, (node) => [2, 1, (node + 1) * fields])
  yield Buffer.from(`],\n${frame.slice(frame.indexOf('"trace_function_infos"'))}`)
}

async function* records(
  count: number,
  of: (index: number) => readonly number[],
): AsyncGenerator<Uint8Array> {
  let bytes = new Uint8Array(CHUNK)
  let at = 0
  for (let index = 0; index < count; index += 1) {
    if (at > CHUNK - MARGIN) {
      yield bytes.subarray(0, at)
      bytes = new Uint8Array(CHUNK)
      at = 0
    }
    if (index > 0) {
      bytes[at++] = 10
      bytes[at++] = 44
    }
    for (const value of of(index)) at = writeNumber(bytes, at, value)
    // In the place of the last comma the next record begins.
    at -= 1
  }
  yield bytes.subarray(0, at)
}

/** Writes digits and a comma; returns the position after it. */
function writeNumber(bytes: Uint8Array, from: number, value: number): number {
  let digits = 1
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits += 1
  let rest = value
  for (let at = from + digits - 1; at >= from; at -= 1) {
    bytes[at] = 48 + (rest % 10)
    rest = Math.floor(rest / 10)
  }
  bytes[from + digits] = 44
  return from + digits + 1
}
