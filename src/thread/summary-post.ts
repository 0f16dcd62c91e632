import type { Account } from '../core/account.ts'
import { formatBytes } from '../core/bytes.ts'
import { type Button, type Post, spansOf, spansText } from '../core/post.ts'
import { say } from '../core/say.ts'
import type { State } from '../core/state.ts'
import type { Verdict } from '../core/verdict.ts'
import { inLanguage } from '../words/in-language.ts'
import { alike } from './alike.ts'
import { type DraftPart, worded } from './draft.ts'
import { buttonParts } from './button-parts.ts'
import { ladderParts } from './ladder-parts.ts'
import { MEANING, WATCH } from './plain-words.ts'
import { reasonText } from './root-post.ts'
import { verificationParts } from './verification-parts.ts'
import { wordedParts } from './worded-parts.ts'

/** The last message: the verdict, the account, what was ruled out, the fix, what to expect after it. */
export function summaryPost(state: State): Post | null {
  if (state.verdict === null || state.account === null) {
    return state.endedAt === null ? null : endPost(state)
  }
  const { verdict, account } = state
  const headline = `Verdict: ${verdict.cause}${verdict.confidence === 'none' ? '' : ` (${verdict.confidence})`}`
  return worded(state.language, {
    key: 'summary',
    kind: 'summary',
    ...(state.service.broadcast === true ? { broadcast: true } : {}),
    text: `${headline}. ${verdict.text}`,
    parts: [
      { kind: 'heading', text: headline },
      { kind: 'text', text: MEANING[verdict.cause], strong: true },
      ...verificationParts(state),
      ...wordedParts(state),
      ...because(state, 'Because', verdict.because),
      ...accountParts(account),
      ...contributingParts(state, verdict),
      ...ruledOutParts(state, verdict),
      ...fixParts(verdict),
      ...watchParts(verdict),
      ...nextParts(verdict),
      ...ladderParts(state),
      ...unreachedParts(state),
      ...buttonParts(state, summaryButtons(state, verdict)),
    ],
  })
}

/** What a person may want next, the likeliest first. */
function summaryButtons(state: State, verdict: Verdict): Button[] {
  if (state.state === 'running') return []
  const investigation = state.id
  const { nextMeasurement: next } = verdict
  const name = state.service.name
  return [
    ...(next === undefined
      ? []
      : [
          {
            action: 'measure' as const,
            label: `Next measurement: ${next.step}`,
            investigation,
            subject: next.step,
            style: 'primary' as const,
            command: `memdiag run ${name} --only ${next.step}`,
          },
        ]),
    ...(verdict.fix === undefined || state.verifies !== null
      ? []
      : [
          {
            action: 'verify' as const,
            label: 'Verify after the fix',
            investigation,
            style: 'primary' as const,
            command: `memdiag verify ${investigation}`,
          },
        ]),
    { action: 'again', label: 'Run again', investigation, command: `memdiag run ${name}` },
    {
      action: 'export',
      label: 'Export postmortem',
      investigation,
      command: `memdiag export ${investigation} --format markdown`,
    },
    { action: 'not-the-cause', label: 'Not the cause', investigation },
  ]
}

function endPost(state: State): Post {
  const reason = reasonText(state.reason ?? 'no reason given')
  const said =
    state.state === 'failed'
      ? say`The investigation of ${state.service.name} failed: ${reason}.`
      : say`The investigation of ${state.service.name} was ${reason}.`
  const text = inLanguage(state.language, said)
  const failures = state.failures.map(
    (each) =>
      `${each.node}, ${each.step}: ${each.message}${each.hint === undefined ? '' : ` ${each.hint}`}`,
  )
  return worded(state.language, {
    key: 'summary',
    kind: 'summary',
    text: spansText(spansOf(text)),
    parts: [
      { kind: 'heading', text: 'No verdict' },
      { kind: 'line', spans: spansOf(text) },
      ...(failures.length === 0 ? [] : [{ kind: 'list' as const, items: [...new Set(failures)] }]),
      ...buttonParts(state, [
        {
          action: 'again',
          label: 'Run again',
          investigation: state.id,
          command: `memdiag run ${state.service.name}`,
        },
      ]),
    ],
  })
}

/** The account as a table whose lines add up to the usage. */
export function accountParts(account: Account): DraftPart[] {
  if (account.items.length === 0) return []
  const share = (bytes: number) =>
    account.usageBytes === 0 ? '' : `${Math.round((bytes / account.usageBytes) * 100)} %`
  const line = (name: string, bytes: number) => [name, formatBytes(bytes), share(bytes)]
  const limit = account.limitBytes === null ? '' : ` of ${formatBytes(account.limitBytes)}`
  return [
    {
      kind: 'table',
      caption: `Where the memory is: ${formatBytes(account.usageBytes)}${limit}`,
      columns: [
        { title: 'item', align: 'left' },
        { title: 'bytes', align: 'right' },
        { title: 'share', align: 'right' },
      ],
      rows: [
        ...account.items.map((item) => line(item.name, item.bytes)),
        line('unexplained', account.unexplainedBytes),
        line('usage', account.usageBytes),
      ],
    },
  ]
}

function because(state: State, title: string, ids: readonly string[]): DraftPart[] {
  const texts = textsOf(state, ids)
  return texts.length === 0
    ? []
    : [
        { kind: 'text', text: `${title}:`, strong: true },
        { kind: 'list', items: texts },
      ]
}

function textsOf(state: State, ids: readonly string[]): string[] {
  return [
    ...new Set(
      ids.flatMap((id) => {
        const finding = state.findings.find((each) => each.id === id)
        return finding === undefined ? [] : [`${finding.text} [${id}]`]
      }),
    ),
  ]
}

function contributingParts(state: State, verdict: Verdict): DraftPart[] {
  return verdict.contributing.flatMap((each) => [
    {
      kind: 'text' as const,
      text: `Contributing: ${each.cause} (${each.confidence})${each.explainedBytes === null ? '' : `, about ${formatBytes(each.explainedBytes)}`}`,
    },
    ...because(state, 'Because', each.because),
    ...(each.fix === undefined ? [] : [{ kind: 'text' as const, text: each.fix.text }]),
  ])
}

function ruledOutParts(state: State, verdict: Verdict): DraftPart[] {
  if (verdict.ruledOut.length === 0) return []
  return [
    { kind: 'text', text: 'Ruled out:', strong: true },
    {
      kind: 'list',
      items: verdict.ruledOut.map(
        (each) => `${each.cause}: ${textsOf(state, each.because).join(' ')}`,
      ),
    },
  ]
}

function fixParts(verdict: Verdict): DraftPart[] {
  if (verdict.fix === undefined) return []
  const { text, change, predictedUsageBytes, predictedRange: range } = verdict.fix
  const between =
    range === undefined
      ? ''
      : ` (${formatBytes(range.lowBytes)} to ${formatBytes(range.highBytes)})`
  return [
    { kind: 'text', text: `What to do: ${text}`, strong: true },
    ...(change === undefined ? [] : [{ kind: 'code' as const, text: change }]),
    ...(predictedUsageBytes === null
      ? []
      : [
          {
            kind: 'text' as const,
            text: `Memory to expect after it: about ${formatBytes(predictedUsageBytes)}${between}.`,
          },
        ]),
  ]
}

function watchParts({ cause, fix }: Verdict): DraftPart[] {
  const watch = WATCH[cause]
  if (watch === null || fix === undefined) return []
  return [{ kind: 'text', text: `What to watch: ${watch}` }]
}

function nextParts(verdict: Verdict): DraftPart[] {
  if (verdict.nextMeasurement === undefined) return []
  const { step, text } = verdict.nextMeasurement
  return [{ kind: 'text', text: `What would tell more (${step}): ${text}` }]
}

function unreachedParts(state: State): DraftPart[] {
  const lost = state.nodes.filter((node) => !node.reachable)
  if (lost.length === 0) return []
  return [
    { kind: 'text', text: 'Not in this verdict, because they did not answer:' },
    {
      kind: 'list',
      items: alike(
        lost.map(({ name: node, error }) => ({ node, text: error ?? 'no answer' })),
        true,
      ),
    },
  ]
}
