/** Slack's limits on one message. Where they are not documented, the number says how it was found. */

/** https://docs.slack.dev/reference/block-kit/blocks: blocks in a message. */
export const BLOCKS = 50

/** Header block: characters of its text. */
export const HEADER_CHARACTERS = 150

/** Section and context text. Rich text states no limit of its own and is held to the same. */
export const BLOCK_CHARACTERS = 3_000

/** One item of a list: a few lines. */
export const ITEM_CHARACTERS = 600

/** One piece of a line: a person's comment at most. */
export const LINE_CHARACTERS = 1_200

/** Table block: rows with the header, and columns. A message holds one table. */
export const TABLE_ROWS = 100
export const TABLE_COLUMNS = 20

/** Table block: characters of all cells together. */
export const TABLE_CHARACTERS = 10_000

/** Columns of a monospaced line beside the other messages of a channel: a longer one breaks, and its table falls apart. */
export const CODE_COLUMNS = 72

/**
 * All blocks together. Slack refuses about 13,200 characters (`msg_blocks_too_long`, bolt-js issue 2509) and
 * counts some of the containers too (issue 2867 was refused at 11,341 characters of text), so the blocks are
 * weighed as JSON, table cells as their text.
 */
export const MESSAGE_WEIGHT = 11_000

/** The second try after `msg_blocks_too_long`: how Slack counts is not documented. */
export const SHORT_MESSAGE_WEIGHT = 5_000

/** Top-level text: chat.update refuses more than 4,000 characters, and escaping makes five out of one. */
export const TEXT_CHARACTERS = 700

/** Actions block and button: https://docs.slack.dev/reference/block-kit/block-elements/button-element. */
export const BUTTONS = 25
export const BUTTON_CHARACTERS = 75

/** Confirmation dialog of a button: title, text, and its two buttons. */
export const CONFIRM_TITLE_CHARACTERS = 100
export const CONFIRM_TEXT_CHARACTERS = 300
export const CONFIRM_BUTTON_CHARACTERS = 30

/** Ids in the value of a button, which holds 2,000 characters: memdiag's own have a tenth of that. */
export const BUTTON_ID_CHARACTERS = 500

/** What a person typed after `/memdiag`, and how much of it is quoted back. */
export const COMMAND_CHARACTERS = 500
export const QUOTED_CHARACTERS = 80

/** Lines of `/memdiag list`. */
export const LISTED_INVESTIGATIONS = 15

/** One call of the Web API. Slack answers in well under a second; a call that hangs is as good as lost. */
export const API_TIMEOUT_MS = 10_000

/** Further tries of a call that reads: a person waits for the answer. Posts are retried by the outbox, not here. */
export const READ_RETRIES = { retries: 2, minTimeout: 200, maxTimeout: 1_000 } as const

/** `Retry-After` is waited for up to here, this often; a longer one is left to the outbox. */
export const RATE_LIMIT_WAIT_SECONDS = 30
export const RATE_LIMIT_WAITS = 3

/** Posts searched for a key after a crash: a thread of ours has fewer, a busy channel may have more. */
export const SEARCH_PAGE = 200
export const SEARCH_PAGES = 5

/** Posts whose sending broke off and whose end is not known: as many as there may be threads at work. */
export const UNCERTAIN_SENDS = 1_000

/** How long a look-up of a person holds: short enough for a guest who was just made one. */
export const MEMBER_CACHE_MS = 60_000
export const MEMBER_CACHE_SIZE = 1_000

/** How long a person's language holds: it is set once and hardly changed. */
export const LANGUAGE_CACHE_MS = 10 * 60_000

/** Deliveries remembered against repetition. Slack repeats an event within the hour. */
export const SEEN_DELIVERIES = 5_000

/** Pauses before the socket is opened again: the last one is repeated, however long Slack is down. */
export const RECONNECT_PAUSES_MS = [0, 1_000, 2_000, 5_000, 10_000, 30_000] as const

/** How long `start` waits for the first socket, and `stop` for requests at work and for the socket to close. */
export const START_TIMEOUT_MS = 30_000
export const STOP_TIMEOUT_MS = 5_000

/** Where requests come in over HTTP, unless told otherwise: Bolt's own default. */
export const DEFAULT_PORT = 3_000

/** Options of a select, and characters of one: https://docs.slack.dev/reference/block-kit/composition-objects/option-object. */
export const OPTIONS = 100
export const OPTION_CHARACTERS = 75
export const OPTION_VALUE_CHARACTERS = 150

/** A search is its own acknowledgement: half of the three seconds that Slack waits for it, then nothing is offered. */
export const SEARCH_MS = 1_500

/** Characters of raw output on a page of the window: a few screens, well inside what a view may hold. */
export const PAGE_CHARACTERS = 8_000

/** What a person may write into a field: Slack's own limit of a text input is 3,000. */
export const FEEDBACK_CHARACTERS = 1_000

/** Alt text of a picture: https://docs.slack.dev/reference/methods/files.getUploadURLExternal. */
export const ALT_CHARACTERS = 1_000

/** A file of a megabyte over a slow line. */
export const UPLOAD_TIMEOUT_MS = 30_000

/** Texts that are searched for the name of a service: an alert has a few thousand characters. */
export const GUESS_CHARACTERS = 20_000

/** Lines of the Home tab, which holds 100 blocks: a screen. */
export const HOME_INVESTIGATIONS = 20
export const HOME_SERVICES = 30

/** Markdown of a canvas, 1 MiB, and its title: https://docs.slack.dev/reference/methods/canvases.create. */
export const CANVAS_CHARACTERS = 1_048_576
export const CANVAS_TITLE_CHARACTERS = 255

/** Addresses of messages that are remembered: some tens of investigations that are asked about. */
export const KNOWN_PERMALINKS = 1_000
