import { z } from 'zod'

/**
 * The limits of Block Kit as Slack enforces them, written from its documentation and on purpose not from
 * src/slack: an unknown field, an empty text or one character too many is refused.
 */
export function blockProblems(blocks: unknown): { error: string; messages: string[] } | null {
  const parsed = Blocks.safeParse(blocks)
  if (!parsed.success) {
    const messages = parsed.error.issues.map(
      (issue) => `[ERROR] ${issue.message} [json-pointer:/blocks/${issue.path.join('/')}]`,
    )
    return { error: 'invalid_blocks', messages }
  }
  if (parsed.data.filter((block) => block.type === 'table').length > 1)
    return { error: 'invalid_attachments', messages: ['[ERROR] only_one_table_allowed'] }
  return weightOf(parsed.data) > MOST_WEIGHT ? { error: 'msg_blocks_too_long', messages: [] } : null
}

/** About 13,200 characters (bolt-js issue 2509); counted strictly, with the containers (issue 2867). */
const MOST_WEIGHT = 13_200

const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((value) => value.trim() !== '', 'must not be blank')
const PlainText = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: text(most), emoji: z.boolean().optional() })
const Mrkdwn = (most: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: text(most), verbatim: z.boolean().optional() })
const AnyText = (most: number) => z.union([PlainText(most), Mrkdwn(most)])
const block_id = z.string().max(255).optional()

const Style = z.strictObject({
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  strike: z.boolean().optional(),
  code: z.boolean().optional(),
})
const RichElement = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), style: Style.optional() }),
  z.strictObject({ type: z.literal('user'), user_id: z.string().regex(/^[UW][A-Z0-9]+$/) }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.int().nonnegative(),
    format: z.string().regex(/\{(?:date|time|ago)[a-z_]*\}/),
    fallback: z.string().min(1).optional(),
  }),
  z.strictObject({
    type: z.literal('link'),
    url: z.url(),
    text: z.string().optional(),
    style: Style.optional(),
  }),
])
const RichSection = z.strictObject({
  type: z.literal('rich_text_section'),
  elements: z.array(RichElement).min(1),
})
const RichText = z.strictObject({
  type: z.literal('rich_text'),
  block_id,
  elements: z
    .array(
      z.discriminatedUnion('type', [
        RichSection,
        z.strictObject({
          type: z.literal('rich_text_list'),
          style: z.enum(['bullet', 'ordered']),
          indent: z.int().min(0).max(8).optional(),
          border: z.int().optional(),
          elements: z.array(RichSection).min(1),
        }),
        z.strictObject({
          type: z.literal('rich_text_preformatted'),
          border: z.int().optional(),
          elements: z.array(RichElement).min(1),
        }),
      ]),
    )
    .min(1),
})

const Cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  RichText,
])
const Table = z
  .strictObject({
    type: z.literal('table'),
    block_id,
    rows: z.array(z.array(Cell).min(1).max(20)).min(1).max(100),
    column_settings: z
      .array(
        z.strictObject({
          align: z.enum(['left', 'center', 'right']).optional(),
          is_wrapped: z.boolean().optional(),
        }),
      )
      .max(20)
      .optional(),
  })
  .refine(
    ({ rows }) => rows.every((row) => row.length === rows[0]?.length),
    'rows must be of one length',
  )
  .refine(({ rows }) => cellCharacters(rows) <= 10_000, 'no more than 10000 characters in a table')

const Confirm = z.strictObject({
  title: PlainText(100),
  text: AnyText(300),
  confirm: PlainText(30),
  deny: PlainText(30),
  style: z.enum(['primary', 'danger']).optional(),
})
const Button = z.strictObject({
  type: z.literal('button'),
  action_id: z.string().min(1).max(255),
  text: PlainText(75),
  value: z.string().max(2_000).optional(),
  url: z.url().max(3_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: Confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
})
const Actions = z
  .strictObject({
    type: z.literal('actions'),
    block_id,
    elements: z.array(Button).min(1).max(25),
  })
  .refine(
    ({ elements }) => new Set(elements.map((each) => each.action_id)).size === elements.length,
    'action_id must be unique in a block',
  )

const Block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('divider'), block_id }),
  z.strictObject({ type: z.literal('header'), block_id, text: PlainText(150) }),
  z.strictObject({
    type: z.literal('section'),
    block_id,
    text: AnyText(3_000),
    fields: z.array(AnyText(2_000)).max(10).optional(),
  }),
  z.strictObject({
    type: z.literal('context'),
    block_id,
    elements: z.array(AnyText(3_000)).min(1).max(10),
  }),
  RichText,
  Table,
  Actions,
])
const Blocks = z.array(Block).min(1).max(50)

const Option = z.strictObject({ text: PlainText(75), value: z.string().min(1).max(150) })
const select = { action_id: z.string().min(1).max(255), placeholder: PlainText(150).optional() }
const Select = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('static_select'),
    ...select,
    options: z.array(Option).min(1).max(100),
    initial_option: Option.optional(),
  }),
  z.strictObject({
    type: z.literal('multi_static_select'),
    ...select,
    options: z.array(Option).min(1).max(100),
  }),
  z.strictObject({
    type: z.literal('external_select'),
    ...select,
    min_query_length: z.int().min(0).optional(),
    initial_option: Option.optional(),
  }),
  z.strictObject({
    type: z.literal('conversations_select'),
    ...select,
    default_to_current_conversation: z.boolean().optional(),
    filter: z.looseObject({}).optional(),
  }),
  z.strictObject({
    type: z.literal('plain_text_input'),
    ...select,
    multiline: z.boolean().optional(),
    max_length: z.int().min(1).max(3_000).optional(),
  }),
])
const Input = z.strictObject({
  type: z.literal('input'),
  block_id,
  label: PlainText(2_000),
  hint: PlainText(2_000).optional(),
  optional: z.boolean().optional(),
  element: Select,
})
const ViewActions = z.strictObject({
  type: z.literal('actions'),
  block_id,
  elements: z
    .array(z.union([Button, Select]))
    .min(1)
    .max(25),
})
const viewBlocks = z
  .array(z.union([Block, Input, ViewActions]))
  .min(1)
  .max(100)
const View = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('modal'),
      title: PlainText(24),
      submit: PlainText(24).optional(),
      close: PlainText(24).optional(),
      callback_id: z.string().max(255).optional(),
      private_metadata: z.string().max(3_000).optional(),
      blocks: viewBlocks,
    })
    .refine(
      ({ blocks, submit }) => submit !== undefined || blocks.every(({ type }) => type !== 'input'),
      'a view with inputs needs submit',
    ),
  z.strictObject({
    type: z.literal('home'),
    callback_id: z.string().max(255).optional(),
    private_metadata: z.string().max(3_000).optional(),
    blocks: viewBlocks,
  }),
])

/** A window or a Home tab holds a quarter of a megabyte (`view_too_large`, slackapi/node-slack-sdk). */
const MOST_VIEW_BYTES = 250_000

/** What Slack would say to a view; null when it takes it. */
export function viewProblems(view: unknown): { error: string; messages: string[] } | null {
  const parsed = View.safeParse(view)
  if (parsed.success)
    return JSON.stringify(view).length > MOST_VIEW_BYTES
      ? { error: 'view_too_large', messages: [] }
      : null
  const messages = parsed.error.issues.map(
    (issue) => `[ERROR] ${issue.message} [json-pointer:/view/${issue.path.join('/')}]`,
  )
  return { error: 'invalid_arguments', messages }
}

function cellCharacters(rows: readonly (readonly z.infer<typeof Cell>[])[]): number {
  return rows
    .flat()
    .reduce(
      (sum, cell) => sum + (cell.type === 'raw_text' ? cell.text : JSON.stringify(cell)).length,
      0,
    )
}

function weightOf(blocks: z.infer<typeof Blocks>): number {
  return blocks.reduce(
    (sum, block) =>
      sum + (block.type === 'table' ? cellCharacters(block.rows) : JSON.stringify(block).length),
    0,
  )
}
