import { CAUSE_WORDS } from '../core/cause-words.ts'
import { Cause, type StepName } from '../core/names.ts'
import type { Figure } from './figures.ts'

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
  | { readonly kind: 'figure'; readonly of: Figure }
  | { readonly kind: 'out-of-memory' }
  | { readonly kind: 'growing' }
  | { readonly kind: 'noticed' }
  | { readonly kind: 'begun' }
  /** A node that the service does not have. */
  | { readonly kind: 'no-node'; readonly node: string }
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
  const other = node === null ? namedNode(asked) : null
  if (
    /\b(?:again|rerun|re-run|repeat|once more|anew)\b|再(?:跑|测|查|做|来)|重新|重跑/i.test(asked)
  ) {
    return other === null ? { kind: 'run', step, node } : { kind: 'no-node', node: other }
  }
  if (/^(?:show|see|print|open|give)\b|\bwhat (?:did|does|was|is)\b|看|显示|展示/i.test(asked)) {
    return other === null ? { kind: 'show', step, node } : { kind: 'no-node', node: other }
  }
  return null
}

/** What stands where a node would: `on web-9`, `web-9 \u4E0A`. */
function namedNode(asked: string): string | null {
  const found = /\bon\s+(?!all\b|every\b|each\b|the\b|it\b|this\b)([\w.-]*\w)\s*[?.!]?$/i.exec(
    asked,
  )
  return (found ?? /([A-Za-z][\w.-]*\d)\s*\u4E0A/.exec(asked))?.[1] ?? null
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
    /notice[ds]?\b|(?:known|seen|told|caught|found) (?:it )?(?:earlier|sooner|before|in time)|及时发现|早.{0,4}(?:知道|发现)/i,
    { kind: 'noticed' },
  ],
  [
    /how many (?:\w+ )?(?:workers?|processes)|number of (?:workers?|processes)|多少个?.{0,4}(?:进程|worker)|几个.{0,4}进程/i,
    { kind: 'figure', of: 'workers' },
  ],
  [
    /memory.*\b(?:one|each|a|per|every) (?:worker|process)|\b(?:one|each|a|per|every) (?:worker|process)\b.*(?:memory|use|cost|take)|每个.{0,4}进程/i,
    { kind: 'figure', of: 'worker-memory' },
  ],
  [
    /\bwhy\b.*\b(?:workers?|processes)\b|\bhow come .*\b(?:workers?|processes)\b|为什么.*(?:进程|worker)/i,
    { kind: 'why-workers' },
  ],
  [
    /what (?:would|could) (?:tell|decide)|next measurement|what next|下一步|还需要/i,
    { kind: 'next' },
  ],
  [
    /(?:how much|what) memory.*(?:after|expect)|\bexpect\b|\bpredict|\bverif|预期|预测|验证|修复(?:之)?后/i,
    { kind: 'expect' },
  ],
  [
    /(?:ran?|running|runs) out of memory|\boom\b|out.of.memory|内存(?:耗尽|不足|溢出)/i,
    { kind: 'out-of-memory' },
  ],
  [
    /\bfix\b|what (?:should|can|do|must) (?:i|we)\b.*\b(?:do|change|set)\b|how (?:do|can) (?:i|we)|what to (?:do|change)|怎么(?:办|修|改)|如何修|(?:应该|要)(?:改|做)什么/i,
    { kind: 'fix' },
  ],
  [
    /(?:using|uses|use[ds]?|eat(?:s|ing)?|tak(?:es?|ing)|hold(?:s|ing)?|consum(?:es?|ing)) (?:up )?(?:all |so much |up )*(?:of )?(?:the |our |my )?(?:memory|ram)|where (?:is|did|does|has|was) .*(?:memory|ram)|\baccount\b|breakdown|内存.{0,4}(?:哪|被谁|去向)|谁.{0,4}(?:占|用).{0,6}内存/i,
    { kind: 'figure', of: 'account' },
  ],
  [
    /\blimit\b|how much memory (?:is|are|do|does|may|can) .*(?:allowed|have|get)|上限|限制/i,
    { kind: 'figure', of: 'limit' },
  ],
  [/\bcpus?\b|\bcores?\b|核/i, { kind: 'figure', of: 'cpus' }],
  [
    /which (?:node|host|machine)|worst (?:node|host)|how (?:full|much memory)|memory usage|哪个(?:节点|机器)|用了多少内存|内存使用/i,
    { kind: 'figure', of: 'usage' },
  ],
  [/grow(?:s|ing|n)?\b|\brising\b|increas|\btrend\b|上涨|上升|增长|越来越/i, { kind: 'growing' }],
  [
    /who (?:started|began|asked)|when (?:did|was) (?:it|this|the investigation)|how long did|谁(?:发起|开始)|什么时候(?:开始|发起|调查)/i,
    { kind: 'begun' },
  ],
]

/** What memdiag is told to do stays an order: `verify 3fk`. */
const COMMAND = /^(?:run|list|show|cancel|verify|export|resume|check|help)\b[^?]*$/i

function plainIntent(asked: string): Intent | null {
  if (COMMAND.test(asked)) return null
  const plain = PLAIN.find(([pattern]) => pattern.test(asked))
  if (plain !== undefined) return plain[1]
  const cause = Cause.options.find((each) => CAUSE_WORDS[each]?.test(asked) ?? false)
  if (cause !== undefined) return { kind: 'about', cause }
  if (
    /^why\b|\bcause\b|what(?: is|'s| was) (?:it|wrong|the problem|the evidence|the verdict)|\bverdict\b|\bconclusion\b|\bsummar|how (?:sure|certain|confident)|为什么|原因|结论|总结|把握|证据/i.test(
      asked,
    )
  ) {
    return { kind: 'why' }
  }
  return /^(?:questions?|\?|what can i ask|可以问什么)\??$/i.test(asked) ? { kind: 'help' } : null
}
