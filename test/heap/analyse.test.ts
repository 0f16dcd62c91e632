import { createReadStream } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { analyseSnapshots } from '../../src/heap/analyse.ts'
import { type Snapshots, makeSnapshots } from './support/make-snapshots.ts'

let snapshots: Snapshots

beforeAll(async () => {
  snapshots = await makeSnapshots(process.execPath, 3)
})

afterAll(async () => {
  await snapshots[Symbol.asyncDispose]()
})

/** Snapshots as a connection would bring them, in chunks of any size. */
function sources(files: readonly string[], highWaterMark = 60_001) {
  return files.map((file, at) => ({
    name: `snapshot ${at + 1}`,
    bytes: createReadStream(file, { highWaterMark }),
  }))
}

describe('three snapshots that come as bytes', () => {
  test('are answered with what grew, what is suspected and how the new objects are held', async () => {
    const answer = await analyseSnapshots(sources(snapshots.files))

    expect(answer.snapshots).toHaveLength(3)
    expect(answer.classes.find((row) => row.class === 'LeakedSubscription')?.added).toBe(210)
    expect(
      answer.suspects.map((suspect) => [suspect.class, suspect.rule, suspect.objects]),
    ).toContainEqual(['LeakedSubscription', 'grew-steadily', [0, 105, 210]])
    const leaked = answer.retainers.find((row) => row.class === 'LeakedSubscription')
    expect(leaked?.objects).toBe(210)
    expect(leaked?.paths[0]?.path.at(-2)?.edge).toBe('subscriptions')
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer)
  })

  test('are named in an error', async () => {
    const [a = '', b = ''] = snapshots.files

    await expect(analyseSnapshots(sources([b, a]))).rejects.toThrow(
      'snapshot 1 was taken after snapshot 2: its newest object has the larger id.',
    )
  })
})
