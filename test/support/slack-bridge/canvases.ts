import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table'
import { gfmTable } from 'micromark-extension-gfm-table'
import { z } from 'zod'

export type Canvas = {
  readonly id: string
  readonly title: string
  readonly markdown: string
  /** Channels that may read it. */
  readonly readers: string[]
}

/** Whether the workspace has canvases: on the free plan only as tabs of channels. */
export type CanvasPlan = 'paid' | 'free' | 'off'

type Params = Readonly<Record<string, string>>

/** An `error`, or what the call returns. */
type Answered = Readonly<Record<string, unknown>>

export type Canvases = {
  all(): readonly Canvas[]
  create(params: Params): Answered
  setAccess(params: Params): Answered
  delete(params: Params): Answered
}

/**
 * Canvases by their reference: canvases.create takes 1 MiB of Markdown, without a channel only on a paid plan; a
 * bot's canvas is its own until access is set (https://docs.slack.dev/reference/methods/canvases.create and
 * canvases.access.set); tables have at most 300 cells and headings three levels (surfaces/canvases).
 */
export function createCanvases(plan: CanvasPlan): Canvases {
  const canvases: Canvas[] = []
  const find = ({ canvas_id: id }: Params) => canvases.find((each) => each.id === id)
  return {
    all: () => [...canvases],
    create(params) {
      if (plan === 'off') return { error: 'canvas_disabled_user_team' }
      if (plan === 'free' && params['channel_id'] === undefined)
        return { error: 'free_teams_cannot_create_non_tabbed_canvases' }
      const content = Content.safeParse(JSON.parse(params['document_content'] ?? 'null')).data
      if (content === undefined) return { error: 'invalid_arguments' }
      const detail = problemOf(content.markdown)
      if (detail !== null) return { error: 'canvas_creation_failed', detail }
      const id = `F0CANVAS${canvases.length + 1}`
      canvases.push({ id, title: params['title'] ?? '', markdown: content.markdown, readers: [] })
      return { canvas_id: id }
    },
    setAccess(params) {
      const access = Access.safeParse({
        level: params['access_level'],
        channels: JSON.parse(params['channel_ids'] ?? 'null'),
      }).data
      if (access === undefined || params['user_ids'] !== undefined)
        return { error: 'invalid_arguments' }
      const canvas = find(params)
      if (canvas === undefined) return { error: 'canvas_not_found' }
      canvas.readers.push(...access.channels)
      return {}
    },
    delete(params) {
      const canvas = find(params)
      if (canvas === undefined) return { error: 'canvas_not_found' }
      canvases.splice(canvases.indexOf(canvas), 1)
      return {}
    },
  }
}

const Content = z.strictObject({ type: z.literal('markdown'), markdown: z.string() })
/** Only people can own one. */
const Access = z.object({ level: z.enum(['read', 'write']), channels: z.array(z.string()).min(1) })

const MARKDOWN_CHARACTERS = 1_048_576
const TABLE_CELLS = 300

function problemOf(markdown: string): string | null {
  if (markdown.length > MARKDOWN_CHARACTERS) return 'document_content is too long'
  const { children } = fromMarkdown(markdown, {
    extensions: [gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  })
  for (const node of children) {
    if (node.type === 'html') return 'unsupported element: html'
    if (node.type === 'heading' && node.depth > 3) return 'unsupported heading depth'
    if (node.type === 'table') {
      const cells = node.children.reduce((sum, row) => sum + row.children.length, 0)
      if (cells > TABLE_CELLS) return `table has ${cells} cells`
    }
  }
  return null
}
