import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const PROGRAM = fileURLToPath(new URL('../../../bench/heap/leaky-service.cjs', import.meta.url))

/** Snapshots of a small leaking service, the oldest first; gone when disposed of. */
export type Snapshots = AsyncDisposable & {
  readonly folder: string
  readonly files: readonly string[]
}

/** Runs the service on a Node and lets it write some snapshots. Its environment is empty: a snapshot contains it. */
export async function makeSnapshots(node: string, count = 2, factor = 0.05): Promise<Snapshots> {
  const folder = await mkdtemp(join(tmpdir(), 'memdiag-heap-'))
  const files = Array.from({ length: count }, (_, at) => join(folder, `${'abc'[at]}.heapsnapshot`))
  await promisify(execFile)(node, [PROGRAM, String(factor), ...files], { env: {} })
  return {
    folder,
    files,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
