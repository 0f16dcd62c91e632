import { expect, test } from 'vitest'
import { AREAS, CHINESE } from '../../src/words/zh/chinese.ts'
import {
  saidTemplates,
  templatesIn,
  unsaidErrors,
  unsaidErrorsIn,
  unsaidWrites,
  unsaidWritesIn,
} from './said-templates.ts'

const TEMPLATES = saidTemplates()

test('everything that is said has Chinese words', () => {
  const without = TEMPLATES.filter(({ id }) => !CHINESE.has(id))

  expect(without.map(({ id, file }) => `${file}: ${id}`)).toEqual([])
})

test('every error that a person is told is said, and so has Chinese words', () => {
  expect(unsaidErrors()).toEqual([])
  expect(
    unsaidErrorsIn(
      'a.ts',
      "throw new MemdiagError('usage', 'No.', { hint: `Say ${yes}.`, cause }); new MemdiagError('usage', say`No.`)",
    ),
  ).toEqual(["a.ts: 'No.'", 'a.ts: `Say ${yes}.`'])
})

test('what commands write is said, and so has Chinese words', () => {
  expect(unsaidWrites()).toEqual([])
  expect(
    unsaidWritesIn(
      'a.ts',
      'out.write(`Wrote ${file}\\n`); out.write(`${put(say`Wrote ${file}`)}\\n`)',
    ),
  ).toEqual(['a.ts: Wrote \\n'])
})

test('the catalogue has no words that nothing says', () => {
  const said = new Set(TEMPLATES.map(({ id }) => id))

  expect([...CHINESE.keys()].filter((id) => !said.has(id))).toEqual([])
})

test('no template stands in two areas', () => {
  const ids = Object.values(AREAS).flatMap((area) => Object.keys(area))

  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
})

test('Chinese words have the places of the English ones, each once', () => {
  const unlike = [...CHINESE].filter(([id, words]) => places(id) !== places(words))

  expect(unlike).toEqual([])
})

test('Chinese words have no punctuation of half width beside Chinese', () => {
  const half = [...CHINESE.values()].filter((words) =>
    /[一-鿿][,;:!?()]|[,;:!?(][一-鿿]/.test(words),
  )

  expect(half).toEqual([])
})

test('a space stands between Chinese and a place: it goes where what is put there is Chinese', () => {
  const close = [...CHINESE.values()].filter((words) => /[一-鿿]\{\d+\}|\{\d+\}[一-鿿]/.test(words))

  expect(close).toEqual([])
})

test('what stands in the places of a template is said as well', () => {
  const unsaid = TEMPLATES.filter((template) => template.unsaid.length > 0)

  expect(unsaid).toEqual([])
})

test('the walk over the sources finds templates, nested ones and words that are not said', () => {
  const source =
    "const a = say`${n} run${many ? say` at once` : ''}: ${odd ? 'one by one' : `${n} in all`}`"

  expect(templatesIn('a.ts', source)).toEqual([
    { id: '{0} run{1}: {2}', file: 'a.ts', unsaid: ['one by one', ' in all'] },
    { id: ' at once', file: 'a.ts', unsaid: [] },
  ])
  expect(TEMPLATES.length).toBeGreaterThan(50)
})

function places(template: string): string {
  return (template.match(/\{\d+\}/g) ?? []).toSorted().join(' ')
}
