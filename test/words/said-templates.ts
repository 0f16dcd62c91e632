import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync, Visitor } from 'rolldown/utils'

const SOURCES = path.resolve(import.meta.dirname, '../../src')

export type Template = {
  readonly id: string
  readonly file: string
  /** Words in what stands in a place of the template that no catalogue would find. */
  readonly unsaid: readonly string[]
}

/** Every `say` template of the sources, as `say` makes its id. */
export function saidTemplates(): Template[] {
  return sources().flatMap(({ name, source }) => templatesIn(name, source))
}

function sources(): { readonly name: string; readonly source: string }[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, source: readFileSync(path.join(SOURCES, name), 'utf8') }))
}

export function templatesIn(file: string, source: string): Template[] {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message ?? 'not to be parsed'}`)
  const found: Template[] = []
  new Visitor({
    TaggedTemplateExpression({ tag, quasi }) {
      if (tag.type !== 'Identifier' || tag.name !== 'say') return
      const pieces = quasi.quasis.map((each) => each.value.cooked ?? each.value.raw)
      const last = pieces.length - 1
      const id = pieces.map((piece, index) => `${piece}${index === last ? '' : `{${index}}`}`)
      const spans = quasi.expressions.map(({ start, end }) => source.slice(start, end))
      found.push({ id: id.join(''), file, unsaid: spans.flatMap(unsaidIn) })
    },
  }).visit(program)
  return found
}

/** Strings with two words in them, or with a piece of a sentence, that are not said. */
function unsaidIn(expression: string): string[] {
  const found: string[] = []
  const { program } = parseSync('expression.ts', `(${expression})`)
  const said = new Set<number>()
  new Visitor({
    TaggedTemplateExpression({ tag, quasi }) {
      if (tag.type === 'Identifier' && tag.name === 'say') said.add(quasi.start)
    },
    TemplateLiteral({ start, quasis }) {
      if (said.has(start)) return
      const text = quasis.map((each) => each.value.raw).join('')
      if (/[a-z]{2}/i.test(text)) found.push(text)
    },
    Literal({ value }) {
      if (typeof value === 'string' && /[a-z] [a-z]| [a-z]{2}/i.test(value)) found.push(value)
    },
  }).visit(program)
  return found
}

/** Code for faults of memdiag itself, which are reported as they are, and for what was stopped, which nobody is told. */
const FOR_DEVELOPERS = new Set(['internal', 'aborted'])

/** Messages and hints of errors that are not said, and so would be English in every language. */
export function unsaidErrors(): string[] {
  return sources().flatMap(({ name, source }) => unsaidErrorsIn(name, source))
}

export function unsaidErrorsIn(file: string, source: string): string[] {
  const { program } = parseSync(file, source)
  const found: string[] = []
  new Visitor({
    NewExpression({ callee, arguments: [code, message, options] }) {
      if (callee.type !== 'Identifier' || callee.name !== 'MemdiagError') return
      if (code?.type === 'Literal' && FOR_DEVELOPERS.has(String(code.value))) return
      const hints = options?.type === 'ObjectExpression' ? options.properties : []
      const parts = [
        message,
        ...hints.map((each) =>
          each.type === 'Property' && source.slice(each.key.start, each.key.end) === 'hint'
            ? each.value
            : undefined,
        ),
      ]
      for (const part of parts) {
        if (part === undefined) continue
        const text = source.slice(part.start, part.end)
        if (/^['"`]/.test(text)) found.push(`${file}: ${text}`)
      }
    },
  }).visit(program)
  return found
}

/** What a command writes for a person and does not say: whole sentences outside of every `say`. */
export function unsaidWrites(): string[] {
  return sources()
    .filter(({ name }) => name.startsWith('cli/'))
    .flatMap(({ name, source }) => unsaidWritesIn(name, source))
}

export function unsaidWritesIn(file: string, source: string): string[] {
  const { program } = parseSync(file, source)
  const found: string[] = []
  new Visitor({
    CallExpression({ callee, arguments: [written] }) {
      if (callee.type !== 'MemberExpression' || written === undefined) return
      if (callee.property.type !== 'Identifier' || callee.property.name !== 'write') return
      const text = source.slice(written.start, written.end)
      found.push(...unsaidIn(text).map((words) => `${file}: ${words}`))
    },
  }).visit(program)
  return found
}
