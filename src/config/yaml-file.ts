import { readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { lines, say, type Wording } from '../core/say.ts'
import { faultWords } from './fault-words.ts'

/**
 * Reads a YAML file through a zod schema. Throws `config-missing` or `config-invalid`; the latter names the
 * file, and line, column, key and what was expected for each fault.
 */
export function readYamlFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): z.output<Schema> {
  return parseYaml(readText(file), file, schema)
}

/** The same for text at hand; `file` is only named in errors. */
export function parseYaml<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
): z.output<Schema> {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false })
  const place = (offset: number) => {
    const { line, col } = counter.linePos(offset)
    return `${file}:${line}:${col}`
  }
  if (document.errors.length > 0) {
    throw invalid(document.errors.map((error) => `${place(error.pos[0])}: ${error.message}`))
  }
  // Aliases could be nested to fill the memory (the "billion laughs"); the library's own limit of 100 stays.
  const parsed = schema.safeParse(document.toJS())
  if (parsed.success) return parsed.data
  throw invalid(
    parsed.error.issues.flatMap((issue) =>
      flatten(issue).map(({ path, message }) => {
        const node = nearestNode(document, path)
        const at = node === null ? `${file}:1:1` : place(node)
        return say`${at}: ${path.length === 0 ? say`the file` : keyText(path)}: ${message}`
      }),
    ),
  )
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new MemdiagError('config-missing', say`Could not read ${file}: ${messageOf(cause)}.`, {
      hint: say`Check the path and that you may read it.`,
      cause,
    })
  }
}

function invalid(faults: readonly Wording[]): MemdiagError {
  return new MemdiagError('config-invalid', lines(faults), {
    hint: say`Correct the lines above; \`memdiag schema services\` and \`memdiag schema runbook\` show what is expected.`,
  })
}

type Fault = { path: readonly PropertyKey[]; message: Wording }

/** A failed union hides the real fault in its branches: show those of the branch that came furthest. */
function flatten(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[] = []): Fault[] {
  const path = [...prefix, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: say`unknown key` }))
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branches = issue.errors.map((branch) => branch.flatMap((each) => flatten(each, path)))
    const depth = (branch: Fault[]) => Math.max(0, ...branch.map((fault) => fault.path.length))
    const deepest = Math.max(...branches.map(depth))
    if (deepest > path.length) return branches.find((branch) => depth(branch) === deepest) ?? []
    return [{ path, message: branches.map((branch) => branch[0]?.message ?? '').reduce(either) }]
  }
  if (issue.code === 'invalid_key') return issue.issues.flatMap((each) => flatten(each, path))
  return [{ path, message: faultWords(issue.message) }]
}

function either(before: Wording, next: Wording): Wording {
  return say`${before}, or ${next}`
}

/** The offset of the node at a path, or of its nearest parent that is there. */
function nearestNode(
  document: ReturnType<typeof parseDocument>,
  path: readonly PropertyKey[],
): number | null {
  for (let length = path.length; length >= 0; length -= 1) {
    const offset = offsetOf(document, path.slice(0, length))
    if (offset !== null) return offset
  }
  return null
}

function offsetOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly PropertyKey[],
): number | null {
  const parent = path.length === 0 ? null : document.getIn(path.slice(0, -1), true)
  const pair = pairOf(parent, path.at(-1))
  if (pair !== null) return pair
  const node: unknown = path.length === 0 ? document.contents : document.getIn([...path], true)
  return rangeStart(node)
}

/** For a key of a mapping the key's own place is wanted, not that of its value. */
function pairOf(parent: unknown, key: PropertyKey | undefined): number | null {
  if (typeof parent !== 'object' || parent === null || !('items' in parent)) return null
  if (!Array.isArray(parent.items)) return null
  for (const item of parent.items) {
    if (typeof item !== 'object' || item === null || !('key' in item)) continue
    const name: unknown = item.key
    if (typeof name !== 'object' || name === null || !('value' in name)) continue
    if (name.value === key) return rangeStart(name)
  }
  return null
}

function rangeStart(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node)) return null
  const range = node.range
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : null
}

function keyText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('')
}
