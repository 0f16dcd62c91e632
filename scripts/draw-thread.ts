import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { type Block, Message } from 'slack-blocks-to-jsx'
import { english } from '../src/core/say.ts'
import { prepareDemo } from '../src/demo/demo.ts'
import { startProcess } from '../test/support/run-process.ts'
import { type SlackWorkspace, startSlackWorkspace } from '../test/support/slack-bridge/workspace.ts'

/**
 * Draws docs/images/thread.png: the demo's service investigated from Slack by the real app, and the blocks
 * that it really posted rendered in a headless Chromium. Usage: node scripts/draw-thread.ts
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TARGET = path.join(ROOT, 'docs/images/thread.png')
/** The messages that fit a picture: the root, one step, the verdict. */
const SHOWN = /^(?:Memory of|top:|Verdict:)/
/** What else runs on the machine that draws is not for a picture. */
const ELSEWHERE = /other processes|others hold/i
const WIDTH = 860
const HEIGHT = 2420
const POLL_MS = 250

const LOGO = `data:image/svg+xml;base64,${Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36"><rect width="36" height="36" rx="6" fill="#215732"/><path d="M7 26V16h4v10zm8 0V9h4v17zm8 0V19h4v7z" fill="#fff"/></svg>',
).toString('base64')}`

const folder = await mkdtemp(path.join(tmpdir(), 'memdiag-picture-'))
try {
  const messages = await investigate()
  const html = await page(messages)
  const file = path.join(folder, 'thread.html')
  await writeFile(file, html)
  await screenshot(file)
  process.stdout.write(`${TARGET}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

type Posted = {
  readonly text: string
  readonly blocks: readonly unknown[]
  /** A picture that was posted, as a data address. */
  readonly picture: string | null
}

async function investigate(): Promise<Posted[]> {
  const slack = await startSlackWorkspace()
  const site = await prepareDemo({
    folder: await mkdtemp(path.join(tmpdir(), 'memdiag-demo-')),
    signal: new AbortController().signal,
    progress: (words) => process.stderr.write(`${english(words)}\n`),
  })
  const app = startProcess('node', ['src/main.ts', 'start'], {
    cwd: ROOT,
    env: {
      PATH: `${path.join(ROOT, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      MEMDIAG_DATA: path.join(folder, 'data'),
      MEMDIAG_SERVICES: site.servicesFile,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
    },
    timeLimitMs: 120_000,
  })
  try {
    await app.waitFor(/memdiag is ready/)
    await slack.slash({ text: site.service, user: 'alice', channel: 'incidents' })
    for (;;) {
      const [root] = (await slack.messages('incidents')).filter((each) => SHOWN.test(each.text))
      const thread = root === undefined ? [] : await slack.thread('incidents', root.ts)
      const done = thread.some((each) => each.text.startsWith('Verdict:'))
      if (done && (thread[0]?.text.includes('confirmed') ?? false)) {
        return await Promise.all(
          thread.map(async ({ text, blocks, files }) => ({
            text,
            blocks,
            picture: await pictureOf(slack, files?.[0]),
          })),
        )
      }
      await wait(POLL_MS)
    }
  } finally {
    app.kill('SIGTERM')
    await app.ended
    await site.close()
    await slack.close()
  }
}

/** The account is the one that fits the picture. */
async function pictureOf(
  slack: Pick<SlackWorkspace, 'download'>,
  file: { readonly name: string; readonly url_private?: unknown } | undefined,
): Promise<string | null> {
  if (file === undefined || !file.name.endsWith('chart-account.png')) return null
  const bytes = Buffer.from(await slack.download(file))
  return `data:image/png;base64,${bytes.toString('base64')}`
}

async function page(messages: readonly Posted[]): Promise<string> {
  const css = await readFile(
    path.join(ROOT, 'node_modules/slack-blocks-to-jsx/dist/style.css'),
    'utf8',
  )
  const shown = messages.filter((each) => SHOWN.test(each.text) || each.picture !== null)
  const body = shown
    .map(({ picture, ...message }) =>
      picture !== null
        ? `<img src="${picture}" alt="" style="width: 560px; margin-left: 48px; border: 1px solid #e0e0e0; border-radius: 8px">`
        : renderToStaticMarkup(
            createElement(Message, {
              blocks: message.blocks.filter(isOfTheDemo).map(drawable),
              logo: LOGO,
              name: 'memdiag',
              time: new Date(0),
            }),
          ),
    )
    .join('<hr>')
  return `<!doctype html><meta charset="utf-8"><style>${css}
body { margin: 16px; font-family: Lato, 'DejaVu Sans', sans-serif; background: #fff }
hr { border: 0; border-top: 1px solid #e8e8e8; margin: 10px 0 }
</style>${body}`
}

function isOfTheDemo(block: unknown): boolean {
  return !isBlock(block) || block.type !== 'context' || !ELSEWHERE.test(JSON.stringify(block))
}

/** The same for the items of a list. */
function ofTheDemo(block: Block): Block {
  if (block.type !== 'rich_text') return block
  const elements = block.elements.map((element) =>
    element.type === 'rich_text_list'
      ? {
          ...element,
          elements: element.elements.filter((item) => !ELSEWHERE.test(JSON.stringify(item))),
        }
      : element,
  )
  return { ...block, elements }
}

/** The renderer wants column_settings even where Slack does not. */
function drawable(block: unknown): Block {
  if (!isBlock(block)) throw new Error('Slack keeps blocks only.')
  return block.type === 'table'
    ? { ...block, column_settings: block.column_settings ?? [] }
    : ofTheDemo(block)
}

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && 'type' in value
}

async function screenshot(file: string): Promise<void> {
  const browser = spawn(
    'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
      '--hide-scrollbars',
      `--user-data-dir=${path.join(folder, 'browser')}`,
      `--window-size=${WIDTH},${HEIGHT}`,
      `--screenshot=${TARGET}`,
      `file://${file}`,
    ],
    { stdio: 'ignore' },
  )
  await once(browser, 'exit')
}
