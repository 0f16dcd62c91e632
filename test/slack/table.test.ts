import { expect, test } from 'vitest'
import { tableLines, tableOf } from '../../src/slack/table.ts'

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
