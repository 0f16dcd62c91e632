import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LADDER_TEST_MS, writeQuickRunbook } from '../support/growing-process.ts'
import { aSlackLadderScene, type SlackLadderScene } from '../support/ladder-scene.ts'
import type { RunningProcess } from '../support/run-process.ts'
import { isOpen } from '../support/sshd.ts'

/** A step of it takes seconds, and a minute where the machine has ten times more to do. */
const SOON = { timeout: 120_000, interval: 250 }

describe('the ladder in a thread', { timeout: LADDER_TEST_MS }, () => {
  let scene: SlackLadderScene
  let app: RunningProcess

  beforeAll(async () => {
    scene = await aSlackLadderScene(5, { people: ['alice', 'bob', 'carol', 'dave'] })
    scene.cli.writeServices({
      leaky: {
        nodes: [{ local: true }],
        process: scene.leaky.script,
        memoryLimit: '2GiB',
        approvers: ['alice', 'bob', 'dave'].map((name) => scene.slack.userId(name)),
        fourEyes: true,
      },
    })
    writeQuickRunbook(scene.cli, 'quick')
    app = scene.cli.start(['start', '--runbook', './quick.yml'])
    await app.waitFor(/memdiag is ready/)
  }, LADDER_TEST_MS)
  afterAll(async () => {
    try {
      app.kill('SIGTERM')
      await app.ended
    } finally {
      await scene[Symbol.asyncDispose]()
    }
  })

  async function thread() {
    const [root] = await scene.slack.messages('incidents')
    return root === undefined ? [] : await scene.slack.thread('incidents', root.ts)
  }

  /** The card that waits for an answer, once it is there. */
  async function openCard(): Promise<string> {
    const found = async () =>
      (await thread()).find(({ blocks }) => JSON.stringify(blocks).includes('"Approve '))?.ts ?? ''
    await expect.poll(found, SOON).not.toBe('')
    return found()
  }

  const press = (label: string, user: string, ts: string) =>
    scene.slack.click({ label, user, channel: 'incidents', ts })

  const toldTo = (user: string) =>
    scene.slack
      .ephemerals()
      .flatMap((each) => (each.user === scene.slack.userId(user) ? [each.text] : []))

  const shownAt = async (ts: string) =>
    JSON.stringify((await thread()).find((each) => each.ts === ts))

  test('is climbed by who may approve, once a card, and left where one says no', async () => {
    await scene.slack.slash({ text: 'leaky', user: 'alice', channel: 'incidents' })
    const inspect = await openCard()

    // Who asked for it, where four eyes are wanted; who is no approver.
    await press('Approve inspect', 'alice', inspect)
    await press('Approve inspect', 'carol', inspect)
    await expect.poll(() => toldTo('alice'), SOON).toEqual([expect.stringContaining('fourEyes')])
    await expect
      .poll(() => toldTo('carol'), SOON)
      .toEqual([expect.stringContaining('You are not among the approvers of leaky')])
    expect(await shownAt(inspect)).toContain('"Approve inspect"')

    // Two at the same moment: one counts.
    await Promise.all([
      press('Approve inspect', 'bob', inspect),
      press('Approve inspect', 'dave', inspect),
    ])
    await expect
      .poll(() => [...toldTo('bob'), ...toldTo('dave')], SOON)
      .toEqual([expect.stringMatching(/^This inspect was approved by U0(BOB|DAVE) at /)])
    await expect.poll(() => shownAt(inspect), SOON).not.toContain('"Approve inspect"')
    const gc = await openCard()

    await press('Deny', 'dave', gc)

    const texts = async () => (await thread()).map((each) => each.text)
    await expect.poll(texts, SOON).toContainEqual(expect.stringMatching(/^Verdict: inconclusive/))
    expect(await texts()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Read the heap figures of process \d+ .* The inspector is closed/),
        'gc: denied',
      ]),
    )
    expect(await shownAt(gc)).not.toContain('"Deny"')
    expect(scene.leaky.isAlive()).toBe(true)
    await expect(isOpen(scene.leaky.port)).resolves.toBe(false)
  })
})
