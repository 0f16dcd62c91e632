import { expect, test } from 'vitest'
import { bySite } from '../../../src/remote/inspector/profile.ts'

type Node = Parameters<typeof bySite>[0]

function node(
  id: number,
  functionName: string,
  change: Partial<Node> & { url?: string } = {},
): Node {
  const { url = '/srv/app/a.js', ...rest } = change
  const callFrame = { functionName, url, lineNumber: id, columnNumber: 0 }
  return { id, callFrame, selfSize: 0, children: [], ...rest }
}

test('adds up what one place allocated on several ways, and names the larger way', () => {
  const store = (bytes: number): Node => node(7, 'store', { selfSize: bytes })
  const head = node(0, '(root)', {
    url: '',
    children: [
      node(1, 'onRequest', { children: [store(100)] }),
      node(2, 'onTimer', { children: [store(900)] }),
    ],
  })

  const { aliveBytes, sites } = bySite(head, [{ nodeId: 7 }, { nodeId: 7 }])

  expect(aliveBytes).toBe(1000)
  expect(sites).toMatchObject([
    {
      function: 'store',
      script: '/srv/app/a.js',
      line: 8,
      column: 1,
      bytes: 1000,
      callers: [{ function: 'onTimer', line: 3 }],
    },
  ])
})

test('tells what a builtin allocates of its caller that has a file', () => {
  const set = node(3, 'set', { url: '', selfSize: 50 })
  const head = node(0, '(root)', { url: '', children: [node(1, 'remember', { children: [set] })] })

  expect(bySite(head, []).sites).toMatchObject([
    { function: 'remember', script: '/srv/app/a.js', line: 2, bytes: 50, callers: [] },
  ])
})

test('leaves out small sites by name, not by bytes', () => {
  const many = Array.from({ length: 40 }, (_, at) => node(at + 1, `f${at}`, { selfSize: 100 - at }))
  const head = node(0, '(root)', { url: '', children: many })

  const { sites, othersBytes, aliveBytes } = bySite(head, [])

  expect(sites).toHaveLength(30)
  expect(sites.reduce((sum, each) => sum + each.bytes, 0) + othersBytes).toBe(aliveBytes)
})

test('masks and cuts what stands in a path', () => {
  const url = `file:///srv/app/${'x'.repeat(300)}/a.js?token=abc123def456`
  const head = node(0, '(root)', { url: '', children: [node(1, '', { url, selfSize: 1 })] })

  const [site] = bySite(head, []).sites

  expect(site?.function).toBe('(anonymous)')
  expect(site?.script.length).toBeLessThanOrEqual(201)
  expect(site?.script).not.toContain('abc123def456')
})
