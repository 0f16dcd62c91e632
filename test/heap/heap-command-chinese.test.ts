import { afterAll, beforeAll, expect, test } from 'vitest'
import { heapIn } from './support/heap-command.ts'
import { type Snapshots, makeSnapshots } from './support/make-snapshots.ts'

let snapshots: Snapshots

beforeAll(async () => {
  snapshots = await makeSnapshots(process.execPath, 3)
})

afterAll(async () => {
  await snapshots[Symbol.asyncDispose]()
})

test.each([
  ['summary', ([, b]: string[]) => [b], ['最大的对象', '自身大小']],
  ['diff', ([a, b]: string[]) => [a, b], ['，之后', '新增大小']],
  [
    'retainers',
    ([, b]: string[]) => [b, '--class', 'LeakedSubscription'],
    ['LeakedSubscription 的 105 个对象', '持有者：', '函数 '],
  ],
  [
    'suspects',
    (files: string[]) => files,
    ['已关闭（destroyed = true），但仍被持有', '：每个区间都在增长'],
  ],
] as const)(
  'heap %s has no English words beside those of the program',
  async (name, files, told) => {
    const args = files([...snapshots.files]).map((each) => each ?? '')

    const text = await heapIn('zh', snapshots.folder, name, ...args)

    for (const words of told) expect(text).toContain(words)
    expect(text).not.toMatch(/own size|retain(?:ed|ing)|held by|grew|nodes|objects|more class/)
  },
)
