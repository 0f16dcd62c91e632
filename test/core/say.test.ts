import { expect, test } from 'vitest'
import { listed, Message, plural, say, sentences } from '../../src/core/say.ts'

test('what is said is the English text, and the same as a template with its values', () => {
  const workers = 48

  const { text, message } = say`${workers} workers share ${'2'} CPUs.`

  expect(text).toBe('48 workers share 2 CPUs.')
  expect(message).toEqual({ id: '{0} workers share {1} CPUs.', values: [48, '2'] })
})

test('what is said inside of something else keeps its template; what has none is a value', () => {
  const inner = say`${2} CPUs`

  const { text, message } = say`${inner} on ${{ text: 'a node of old' }}`

  expect(text).toBe('2 CPUs on a node of old')
  expect(message).toEqual({
    id: '{0} on {1}',
    values: [{ id: '{0} CPUs', values: [2] }, 'a node of old'],
  })
  expect(Message.parse(JSON.parse(JSON.stringify(message)))).toEqual(message)
})

test('one and many are two texts, and lists are joined', () => {
  const count = (n: number) => plural(n, say`${n} worker`, say`${n} workers`)

  expect([count(1).text, count(2).text]).toEqual(['1 worker', '2 workers'])
  expect(listed(['a', 'b', say`c`])).toMatchObject({ text: 'a, b, c' })
  expect(sentences(['One.', 'Two.'])).toMatchObject({ text: 'One. Two.' })
  expect(listed([])).toEqual({ text: '' })
})
