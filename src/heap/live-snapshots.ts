import { deserialize, serialize } from 'node:v8'
import { z } from 'zod'
import type { SnapshotComparison, Snapshots } from '../core/heap-port.ts'
import type { HeapPathStep, HeapSuspect } from '../core/heap-values.ts'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import { mask } from '../core/mask.ts'
import { analyseAgainst, draftSnapshot, type GrowthAnswer } from './analyse.ts'
import { LIMITS } from './limits.ts'
import type { DraftList } from './older-snapshot.ts'
import type { PathStep } from './retainers.ts'

/**
 * Snapshots of a live process, as they come. What is kept of one for a later comparison are ids, classes and sizes
 * of its nodes, and the names they are called by; what is told of a comparison holds names of classes, properties and files, masked, and no contents.
 */
export function createSnapshots(): Snapshots {
  return {
    async digest(bytes, signal) {
      const draft = await draftSnapshot(until(bytes, signal))
      return serialize({ version: DIGEST_VERSION, draft })
    },
    async compare(older, newest, signal) {
      const drafts = older.map((each, index) => ({
        name: `snapshot ${index + 1}`,
        draft: draftOf(each),
      }))
      const name = `snapshot ${older.length + 1}`
      return comparisonOf(await analyseAgainst(drafts, { name, bytes: until(newest, signal) }))
    },
  }
}

/** Grows when a digest changes its shape: one that an older memdiag left is not misread. */
const DIGEST_VERSION = 1

/** memdiag's own, sealed by the store: the version tells its shape. */
const Digest = z.object({
  version: z.literal(DIGEST_VERSION),
  draft: z.custom<DraftList>((value) => typeof value === 'object' && value !== null),
})

function draftOf(digest: Uint8Array): DraftList {
  const parsed = Digest.safeParse(deserialize(digest))
  if (parsed.success) return ownColumns(parsed.data.draft)
  throw new MemdiagError(
    'not-there',
    say`What was kept of the first snapshot is of another version of memdiag.`,
    { hint: say`Begin with a new investigation.` },
  )
}

/** V8 reads all columns as views of one buffer; they are given back one by one, so each needs its own. */
function ownColumns({ list, drafts, names }: DraftList): DraftList {
  const { shapes, strings } = names
  return {
    drafts,
    list: {
      ...list,
      ids: list.ids.slice(),
      sizes: list.sizes.slice(),
      classes: list.classes.slice(),
    },
    names: {
      shapes,
      strings: { ...strings, bytes: strings.bytes.slice(), starts: strings.starts.slice() },
    },
  }
}

async function* until(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    signal.throwIfAborted()
    yield chunk
  }
}

function comparisonOf(answer: GrowthAnswer): SnapshotComparison {
  const sizes = answer.snapshots.map(({ nodes, edges, bytes }) => ({
    nodes,
    edges,
    heapBytes: bytes,
  }))
  const growthBytes = (sizes.at(-1)?.heapBytes ?? 0) - (sizes[0]?.heapBytes ?? 0)
  const suspects = answer.suspects
    .slice(0, LIMITS.suspectsTold)
    .map((suspect) => suspectOf(suspect, growthBytes))
  const [first] = suspects
  return {
    sizes,
    growthBytes,
    classes: answer.classes.slice(0, LIMITS.classesTold).map((row) => ({
      class: told(row.class),
      ...place(row),
      added: row.added,
      removed: row.removed,
      deltaBytes: row.deltaBytes,
      retainedBytes: row.retainedBytes ?? 0,
    })),
    suspects,
    topRatio: first === undefined || growthBytes <= 0 ? null : Math.min(1, first.growthRatio),
  }
}

function suspectOf(suspect: GrowthAnswer['suspects'][number], growthBytes: number): HeapSuspect {
  const { holder, cut, by, path, unsure } = suspect
  return {
    rule: suspect.rule,
    class: told(suspect.class),
    ...place(suspect),
    objects: [...suspect.objects],
    bytes: [...suspect.bytes],
    suspected: suspect.suspected,
    retainedBytes: suspect.retainedBytes,
    growthRatio: growthBytes <= 0 ? 0 : suspect.retainedBytes / growthBytes,
    ...(by === undefined ? {} : { by: told(by) }),
    ...(holder === undefined ? {} : { holder: { ...stepOf(holder), objects: holder.objects } }),
    ...(cut === undefined
      ? {}
      : { cut: { from: stepOf(cut.from), edge: told(cut.edge), to: stepOf(cut.to) } }),
    path: path.map(stepOf),
    ...(unsure === undefined ? {} : { unsure }),
  }
}

/** Kinds of nodes whose name is what they contain. */
const CONTENTS = new Set(['string', 'concatenated string', 'sliced string', 'bigint', 'regexp'])

function stepOf({ edge, edgeType, type, name, ...where }: PathStep): HeapPathStep {
  return {
    edge: told(edge),
    edgeType,
    type,
    name: CONTENTS.has(type) ? `(${type})` : told(name),
    ...place(where),
  }
}

function place({ script, line }: { readonly script?: string; readonly line?: number }) {
  return {
    ...(script === undefined ? {} : { script: told(script) }),
    ...(line === undefined || line < 1 ? {} : { line }),
  }
}

/** A name for the log: masked and of a bounded length. */
function told(name: string): string {
  return mask(name.slice(0, LIMITS.nameTold))
}
