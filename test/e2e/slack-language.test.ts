import { describe, expect, test, vi } from 'vitest'
import { MemdiagError } from '../../src/core/errors.ts'
import { say } from '../../src/core/say.ts'
import { aThread } from '../support/slack-bridge/a-thread.ts'
import { startApp } from '../support/slack-bridge/start-app.ts'
import type { SlackWorkspace } from '../support/slack-bridge/workspace.ts'

const CHINESE = { alice: { locale: 'zh-CN' } }

/** What is there to be typed, or has its one name in every language. */
const NAMES =
  /\/?@?memdiag(?: [\w.-]+| \[[\w ]+\]| --[\w-]+)*|`[^`]*`|services\.yml|SLACK_\w+|top\/web-1|overforked-workers|websocket|Slack|Node\.js|canvas|(?:load|snapshot|logs|top|cpuinfo)(?:, |,)?/g

/** Pieces of text with three English words in a row. */
function englishIn(texts: readonly string[]): string[] {
  return texts.filter((text) =>
    /[a-z]{2,}[,:;]? [a-z]{2,}[,:;]? [a-z]{2,}/i.test(text.replaceAll(NAMES, '#')),
  )
}

/** Every text that a person reads in blocks or in a view. Output of hosts is theirs: it is preformatted. */
function textsIn(shown: unknown): string[] {
  if (Array.isArray(shown)) return shown.flatMap(textsIn)
  if (typeof shown !== 'object' || shown === null) return []
  if ('type' in shown && shown.type === 'rich_text_preformatted') return []
  return Object.entries(shown).flatMap(([key, value]) =>
    key === 'text' && typeof value === 'string' ? [value] : textsIn(value),
  )
}

function everything(slack: SlackWorkspace): string[] {
  const told = slack.ephemerals().flatMap(({ text, blocks }) => [text, ...textsIn(blocks)])
  const views = [...slack.views(), slack.home('alice')]
  return [...told, ...views.flatMap((each) => textsIn(each?.view))]
}

describe('a person whose Slack is in Chinese', () => {
  test.each([
    ['help', '如何使用 memdiag'],
    ['list', '最近的调查'],
    ['top', '`top` 哪个服务？'],
    ['a b', '一次只能调查一个服务'],
    ['--what', '没有选项 `--what`'],
    ['checkout --only nothing', '没有步骤 `nothing`'],
    ['chekout', '你是指 checkout 吗？'],
    ['show', '还没有任何调查'],
    ['resume', 'Slack 中还不能使用 `resume`'],
    ['list all', '`list` 后面不需要其他内容'],
    [`checkout ${'x'.repeat(600)}`, '这条命令太长了'],
  ])('who types %s is answered in it', async (text, words) => {
    const { slack, told } = await startApp({ users: CHINESE })

    await slack.slash({ text, user: 'alice', channel: 'incidents' })

    await vi.waitFor(() => expect(told()).toEqual([expect.stringContaining(words)]))
    expect(englishIn(everything(slack))).toEqual([])
  })

  test('begins an investigation whose thread is in it', async () => {
    const { slack, started } = await startApp({ users: { ...CHINESE, bob: { locale: 'en-GB' } } })

    await slack.slash({ text: 'checkout', user: 'alice', channel: 'incidents' })
    await vi.waitFor(() => expect(started).toHaveLength(1))
    await slack.slash({ text: 'checkout', user: 'bob', channel: 'incidents' })
    await vi.waitFor(() => expect(started).toHaveLength(2))

    expect(started.map(({ language }) => language)).toEqual(['zh', 'en'])
  })

  test.each([
    ['a guest', { guest: 'multi-channel' as const }, {}, '而你是访客'],
    ['an outsider', { outsiderOf: 'T0OTHER' }, {}, '而你属于另一个工作区'],
    ['deactivated', { deleted: true }, {}, '此账号已停用'],
    ['not named in services.yml', {}, { access: { users: ['U0BOB'] } }, '中没有你'],
    ['in a wrong channel', {}, { access: { channels: ['C0OTHER'] } }, '中没有它'],
    ['in an archived channel', {}, { channels: { incidents: { archived: true } } }, '此频道已归档'],
    [
      'in a channel without memdiag',
      {},
      { channels: { incidents: { bot: false } } },
      '/invite @memdiag',
    ],
    ['in a shared channel', {}, { channels: { incidents: { extShared: true } } }, '与其他组织共享'],
  ])('who is %s reads in it why not', async (_, person, setup, words) => {
    const { slack, told } = await startApp({
      users: { alice: { ...CHINESE.alice, ...person } },
      ...setup,
    })

    await slack.slash({ text: 'checkout', user: 'alice', channel: 'incidents' })

    await vi.waitFor(() => expect(told()).toEqual([expect.stringContaining(words)]))
    expect(englishIn(everything(slack))).toEqual([])
  })

  test('sees windows, the Home tab and the output of a step in it', async () => {
    const { slack, press, state } = await aThread({ users: CHINESE })

    await slack.slash({ text: '', user: 'alice', channel: 'incidents' })
    await slack.openHome('alice')
    await press('Show more', 'step:top')
    await press('Not the cause')
    await slack.slash({ text: `show ${state.id}`, user: 'alice', channel: 'incidents' })

    await vi.waitFor(() => {
      const seen = everything(slack).join('\n')
      for (const words of [
        '调查内存',
        '内存去了哪里？',
        'top 的输出',
        '不是这个原因',
        '下一页',
        '敏感信息已遮盖',
      ])
        expect(seen).toContain(words)
    })
    expect(englishIn(everything(slack))).toEqual([])
  })

  test('is told in it why a press does nothing', async () => {
    const { slack, press, started, told } = await aThread({ users: CHINESE })

    await press('Run again')
    await vi.waitFor(() => expect(started).toHaveLength(1))
    await press('Run again')

    await vi.waitFor(() =>
      expect(told()).toEqual([expect.stringContaining('这个按钮已被按过：U0ALICE')]),
    )
    expect(englishIn(everything(slack))).toEqual([])
  })

  test('reads what goes wrong with the engine in it', async () => {
    const startFails = new MemdiagError(
      'busy',
      say`Investigation ${'abc'} of ${'checkout'} is under way and does not cover what you ask for.`,
      { hint: say`Wait for its end, or stop it with: memdiag cancel ${'abc'}` },
    )
    const { slack, told } = await startApp({ users: CHINESE, startFails })

    await slack.slash({ text: 'checkout', user: 'alice', channel: 'incidents' })

    await vi.waitFor(() =>
      expect(told()).toEqual([
        '对 checkout 的调查 abc 正在进行，但不包含你要求的内容。 请等它结束，或停止它：/memdiag cancel abc',
      ]),
    )
  })
})

test('Slack is asked once for a person: whether they may, and their language', async () => {
  const { slack, told } = await startApp({ users: CHINESE })

  await slack.slash({ text: 'help', user: 'alice', channel: 'incidents' })
  await vi.waitFor(() => expect(told()).toHaveLength(1))
  await slack.slash({ text: 'list', user: 'alice', channel: 'incidents' })

  await vi.waitFor(() => expect(told()).toHaveLength(2))
  expect(slack.calls('users.info').map(({ params }) => params)).toMatchObject([
    { user: 'U0ALICE', include_locale: 'true' },
  ])
})

test('where Slack does not tell the language, the answer is in the usual one', async () => {
  const { slack, told } = await startApp({ users: { alice: { omit: ['locale'] } } })

  await slack.slash({ text: 'help', user: 'alice', channel: 'incidents' })

  await vi.waitFor(() => expect(told()).toEqual(['How to ask memdiag']))
})
