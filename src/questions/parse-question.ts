import { CAUSE_WORDS } from '../core/cause-words.ts'
import { Cause, type StepName } from '../core/names.ts'

/** What a question in the thread of an investigation asks for. Nothing of its text goes any further. */
export type Intent =
  | { readonly kind: 'why-workers' }
  | { readonly kind: 'why' }
  | { readonly kind: 'show'; readonly step: StepName; readonly node: string | null }
  | { readonly kind: 'run'; readonly step: StepName; readonly node: string | null }
  | { readonly kind: 'who-holds'; readonly name: string }
  | { readonly kind: 'ruled-out' }
  | { readonly kind: 'about'; readonly cause: Cause }
  | { readonly kind: 'fix' }
  | { readonly kind: 'expect' }
  | { readonly kind: 'next' }
  | { readonly kind: 'help' }

export type QuestionWords = {
  readonly steps: readonly StepName[]
  readonly nodes: readonly string[]
}

/** A question longer than this is a story, and no program guesses what it asks. */
const QUESTION_CHARACTERS = 300

/**
 * Reads a question by a small grammar, in English or Chinese. Null where it is none that is known: the caller
 * tells what can be asked.
 */
export function parseQuestion(text: string, words: QuestionWords): Intent | null {
  const asked = text.normalize('NFKC').trim()
  if (asked.length === 0 || asked.length > QUESTION_CHARACTERS) return null
  return stepIntent(asked, words) ?? holdsIntent(asked) ?? plainIntent(asked)
}

/** `show top on web-2`, `run cpuinfo again`, `再跑一次 cpuinfo`. */
function stepIntent(asked: string, { steps, nodes }: QuestionWords): Intent | null {
  const step = steps.find((name) => new RegExp(`\\b${name}\\b`, 'i').test(asked))
  if (step === undefined) return null
  const node = nodes.find((name) => mentions(asked, name)) ?? null
  if (
    /\b(?:again|rerun|re-run|repeat|once more|anew)\b|再(?:跑|测|查|做|来)|重新|重跑/i.test(asked)
  ) {
    return { kind: 'run', step, node }
  }
  if (/^(?:show|see|print|open|give)\b|\bwhat (?:did|does|was|is)\b|看|显示|展示/i.test(asked)) {
    return { kind: 'show', step, node }
  }
  return null
}

function mentions(asked: string, name: string): boolean {
  const at = asked.toLowerCase().indexOf(name.toLowerCase())
  if (at < 0) return false
  const around = [asked[at - 1] ?? ' ', asked[at + name.length] ?? ' ']
  return around.every((each) => !/[A-Za-z0-9-]/.test(each))
}

function holdsIntent(asked: string): Intent | null {
  const found =
    /\b(?:who|what)\s+(?:holds?|retains?|keeps?|references?)\s+(?:the\s+|on\s+to\s+)?[`'"“]?([\p{L}_$][\p{L}\p{N}_$. ]{0,99}?)[`'"”]?(?:\s+alive)?\s*\??$/iu.exec(
      asked,
    ) ?? /谁(?:持有|引用|保留)(?:了)?\s*[`'"“]?([\p{L}_$][\p{L}\p{N}_$.]{0,99})/u.exec(asked)
  const name = found?.[1]?.trim()
  return name === undefined || name === '' ? null : { kind: 'who-holds', name }
}

const PLAIN: readonly (readonly [RegExp, Intent])[] = [
  [/rule[sd]? out|excluded?|what is it not|排除/i, { kind: 'ruled-out' }],
  [
    /\bwhy\b.*\b(?:workers?|processes)\b|\bhow (?:come|many) .*\bworkers?\b|为什么.*(?:进程|worker)/i,
    { kind: 'why-workers' },
  ],
  [
    /what (?:would|could) (?:tell|decide)|next measurement|what next|下一步|还需要/i,
    { kind: 'next' },
  ],
  [
    /(?:how much|what) memory.*(?:after|expect)|\bexpect\b|\bpredict|预期|预测/i,
    { kind: 'expect' },
  ],
  [
    /\bfix\b|what (?:should|can|do) (?:i|we)\b.*\bdo\b|how (?:do|can) (?:i|we)|怎么(?:办|修|改)|如何修/i,
    { kind: 'fix' },
  ],
]

function plainIntent(asked: string): Intent | null {
  const plain = PLAIN.find(([pattern]) => pattern.test(asked))
  if (plain !== undefined) return plain[1]
  const cause = Cause.options.find((each) => CAUSE_WORDS[each]?.test(asked) ?? false)
  if (cause !== undefined) return { kind: 'about', cause }
  if (/^why\b|\bcause\b|what (?:is|was) (?:it|wrong|the problem)|为什么|原因/i.test(asked)) {
    return { kind: 'why' }
  }
  return /^(?:questions?|\?|what can i ask|可以问什么)\??$/i.test(asked) ? { kind: 'help' } : null
}
