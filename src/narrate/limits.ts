/** A model words a page within seconds; one that thinks longer than this keeps a verdict from nobody. */
export const TIME_LIMIT_MS = 30_000

/** The first request and one retry. */
export const ATTEMPTS = 2

/** Tool calls that one question may lead to: each reads the log, and five reads answer what one person asks. */
export const TOOL_ROUNDS = 3
export const TOOL_CALLS = 6

/** Calls of one reply that are answered at all, each of them with what it did wrong: a reply of hundreds is none. */
export const CALLS_A_REPLY = 12

/** Characters of one result of a tool: the processes of a node; what is longer is read on from where it ended. */
export const RESULT_CHARACTERS = 6_000

/** Characters of a tool's name or its arguments that are read. */
export const CALL_CHARACTERS = 1_000

/** Findings that are sent, the most telling first; a run of six steps makes about twenty a node. */
export const SENT_FINDINGS = 60

/** Characters of one finding that are sent. Log lines in it come from a host and are cut there. */
export const SENT_CHARACTERS = 600

/** Characters of a model's answer that are read and kept. */
export const ANSWER_CHARACTERS = 20_000

/** Output tokens a model may spend: some thirty sentences, and what it thinks before. */
export const OUTPUT_TOKENS = 4_000

/** Sentences that are looked at, and characters of one: a summary, not an essay. */
export const SENTENCES = 40
export const SENTENCE_CHARACTERS = 600

/** Below so many kept sentences for the summary, or so small a share of all, the built-in wording is used. */
export const LEAST_SUMMARY_SENTENCES = 2
export const LEAST_KEPT_RATIO = 0.5

/** Tokens a day unless configured: about a hundred investigations. */
export const TOKENS_A_DAY = 500_000
