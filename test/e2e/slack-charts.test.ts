import { describe, expect, test } from 'vitest'
import { chartPng } from '../../src/charts/chart-png.ts'
import type { Post } from '../../src/core/post.ts'
import { startApp } from '../support/slack-bridge/start-app.ts'

const chart: Post = {
  key: 'chart:account',
  kind: 'notice',
  text: 'Where the memory is: workers 1.05 GiB',
  parts: [
    {
      kind: 'chart',
      chart: {
        kind: 'bars',
        title: 'Where the memory is',
        unit: 'bytes',
        bars: [{ label: 'workers', value: 1_127_428_915 }],
        levels: [],
      },
    },
  ],
}
const drawChart = async () => chartPng(theChart())

function theChart() {
  const [part] = chart.parts
  if (part?.kind !== 'chart') throw new Error('The post is no chart.')
  return part.chart
}

async function aThread(setup: Parameters<typeof startApp>[0]) {
  const known = await startApp(setup)
  const channel = known.slack.channelId('incidents')
  const threadTs = await known.slack.say({ text: 'an alert', channel: 'incidents' })
  return { ...known, thread: { investigation: 'id1', channel, threadTs } }
}

describe('a chart', () => {
  test('is posted as a picture in the thread, with its figures as alt text', async () => {
    const { slack, app, thread } = await aThread({ drawChart })

    const ref = await app.posts.send(thread, chart)

    const [, message] = await slack.thread('incidents', thread.threadTs)
    expect(message?.text).toBe('Where the memory is')
    expect(message?.files?.[0]).toMatchObject({
      name: 'memdiag-id1-chart-account.png',
      alt_txt: 'Where the memory is: workers 1.05 GiB',
    })
    expect(ref).toBe(`file:${message?.files?.[0]?.id}`)
    const bytes = await slack.download({ url_private: message?.files?.[0]?.['url_private'] })
    expect(Buffer.from(bytes).subarray(1, 4).toString('latin1')).toBe('PNG')
  })

  test('is found again after a crash, and not posted twice', async () => {
    const { app, thread } = await aThread({ drawChart })

    const ref = await app.posts.send(thread, chart)

    expect(await app.posts.find(thread, 'chart:account')).toBe(ref)
    expect(await app.posts.find(thread, 'chart:trend')).toBeNull()
  })

  test.each([
    ['where the app lacks the scope of files', { scopes: ['chat:write', 'channels:history'] }],
    ['where it cannot be drawn', { drawChart: () => Promise.reject(new Error('no font')) }],
    ['without a way to draw', {}],
  ])('is posted as its figures %s', async (_, setup) => {
    const { slack, app, thread } = await aThread({
      ...('scopes' in setup ? { drawChart } : {}),
      ...setup,
    })

    await app.posts.send(thread, chart)

    const [, message] = await slack.thread('incidents', thread.threadTs)
    expect(message?.files).toBeUndefined()
    expect(message?.text).toBe('Where the memory is: workers 1.05 GiB')
    expect(JSON.stringify(message?.blocks)).toContain('1.05 GiB')
  })

  test('waits for Slack when it is away', async () => {
    const { slack, app, thread } = await aThread({ drawChart })
    slack.fail('files.getUploadURLExternal', { status: 503 })

    await expect(app.posts.send(thread, chart)).rejects.toMatchObject({ code: 'busy' })
    await app.posts.send(thread, chart)

    expect(await slack.thread('incidents', thread.threadTs)).toHaveLength(2)
  })
})
