import { expect, test } from 'vitest'
import { tableLines, tableOf, tableText } from '../../src/slack/table.ts'

test('monospaced lines stand under each other, with wide characters as two columns', () => {
  const table = tableOf({
    kind: 'table',
    caption: 'Processes',
    columns: [
      { title: 'COMMAND', align: 'left' },
      { title: 'RSS', align: 'right' },
      { title: 'node', align: 'left' },
    ],
    rows: [
      ['node 结算.js', '38 MiB', '上海-1'],
      ['👩‍👩‍👧‍👦 e\u0301tat', '1,038 MiB', 'web-2'],
    ],
  })

  expect(tableLines(table)).toEqual([
    'COMMAND             RSS  node',
    'node 结算.js     38 MiB  上海-1',
    '👩‍👩‍👧‍👦 e\u0301tat       1,038 MiB  web-2',
  ])
})

test('lines that would break in a block of code become a row with its figures below', () => {
  const arithmetic =
    'the cpu cores of each physical id add up to 2; 2 < 2 processors? no: the processors'
  const table = tableOf({
    kind: 'table',
    caption: 'Rules',
    columns: [
      { title: 'rule', align: 'left' },
      { title: 'workers', align: 'right' },
      { title: 'arithmetic', align: 'left' },
    ],
    rows: [['node-agent -i auto', '2', arithmetic]],
  })

  expect(tableText(table)).toEqual({
    head: '',
    rows: [`node-agent -i auto\n  workers: 2 · arithmetic: ${arithmetic}`],
  })
})
