import type { Account } from '../core/account.ts'
import { formatBytes } from '../core/bytes.ts'
import { causeName, causeWithConfidence, confidenceName } from '../core/cause-names.ts'
import { type Post, spansOf, spansText } from '../core/post.ts'
import { say, sentences, SILENCE, type Wording } from '../core/say.ts'
import type { State } from '../core/state.ts'
import type { Verdict } from '../core/verdict.ts'
import { fromText } from '../words/from-text.ts'
import { inLanguage } from '../words/in-language.ts'
import { alike, unlike } from './alike.ts'
import { type DraftButton, type DraftPart, worded } from './draft.ts'
import { buttonParts } from './button-parts.ts'
import { ladderParts } from './ladder-parts.ts'
import { MEANING, WATCH } from './plain-words.ts'
import { failureText, reasonText } from './root-post.ts'
import { verificationParts } from './verification-parts.ts'
import { wordedParts } from './worded-parts.ts'

/** The last message: the verdict, the account, what was ruled out, the fix, what to expect after it. */
export function summaryPost(state: State): Post | null {
  if (state.verdict === null || state.account === null) {
    return state.endedAt === null ? null : endPost(state)
  }
  const { verdict, account } = state
  const headline = say`Verdict: ${causeWithConfidence(verdict.cause, verdict.confidence)}`
  return worded(state.language, {
    key: 'summary',
    kind: 'summary',
    ...(state.service.broadcast === true ? { broadcast: true } : {}),
    text: say`${headline}. ${verdict}`,
    parts: [
      { kind: 'heading', text: headline },
      { kind: 'text', text: MEANING[verdict.cause], strong: true },
      ...verificationParts(state),
      ...wordedParts(state),
      ...because(state, verdict.because),
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
function summaryButtons(state: State, verdict: Verdict): DraftButton[] {
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
            label: say`Next measurement: ${next.step}`,
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
            label: say`Verify after the fix`,
            investigation,
            style: 'primary' as const,
            command: `memdiag verify ${investigation}`,
          },
        ]),
    { action: 'again', label: say`Run again`, investigation, command: `memdiag run ${name}` },
    {
      action: 'export',
      label: say`Export postmortem`,
      investigation,
      command: `memdiag export ${investigation} --format markdown`,
    },
    { action: 'not-the-cause', label: say`Not the cause`, investigation },
  ]
}

function endPost(state: State): Post {
  const reason = reasonText(state.reason ?? say`no reason given`)
  const said =
    state.state === 'failed'
      ? say`The investigation of ${state.service.name} failed: ${reason}.`
      : say`The investigation of ${state.service.name} was ${reason}.`
  const text = inLanguage(state.language, said)
  const failures = state.failures.map(
    (each) => say`${each.node}, ${each.step}: ${failureText(each)}`,
  )
  return worded(state.language, {
    key: 'summary',
    kind: 'summary',
    text: spansText(spansOf(text)),
    parts: [
      { kind: 'heading', text: say`No verdict` },
      { kind: 'line', spans: spansOf(text) },
      ...(failures.length === 0 ? [] : [{ kind: 'list' as const, items: unlike(failures) }]),
      ...buttonParts(state, [
        {
          action: 'again',
          label: say`Run again`,
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
  const line = (name: Wording, bytes: number) => [name, formatBytes(bytes), share(bytes)]
  const limit = account.limitBytes === null ? SILENCE : say` of ${formatBytes(account.limitBytes)}`
  return [
    {
      kind: 'table',
      caption: say`Where the memory is: ${formatBytes(account.usageBytes)}${limit}`,
      columns: [
        { title: say`item`, align: 'left' },
        { title: say`bytes`, align: 'right' },
        { title: say`share`, align: 'right' },
      ],
      rows: [
        ...account.items.map((item) =>
          line({ text: item.name, message: item.message }, item.bytes),
        ),
        line(say`unexplained`, account.unexplainedBytes),
        line(say`usage`, account.usageBytes),
      ],
    },
  ]
}

function because(state: State, ids: readonly string[]): DraftPart[] {
  const texts = textsOf(state, ids)
  return texts.length === 0
    ? []
    : [
        { kind: 'text', text: say`Because:`, strong: true },
        { kind: 'list', items: texts },
      ]
}

function textsOf(state: State, ids: readonly string[]): Wording[] {
  return unlike(
    ids.flatMap((id) => {
      const finding = state.findings.find((each) => each.id === id)
      return finding === undefined ? [] : [say`${finding} [${id}]`]
    }),
  )
}

function contributingParts(state: State, verdict: Verdict): DraftPart[] {
  return verdict.contributing.flatMap((each) => [
    {
      kind: 'text' as const,
      text: say`Contributing: ${causeName(each.cause)} (${confidenceName(each.confidence)})${each.explainedBytes === null ? SILENCE : say`, about ${formatBytes(each.explainedBytes)}`}`,
    },
    ...because(state, each.because),
    ...(each.fix === undefined ? [] : [{ kind: 'text' as const, text: each.fix }]),
  ])
}

function ruledOutParts(state: State, verdict: Verdict): DraftPart[] {
  if (verdict.ruledOut.length === 0) return []
  return [
    { kind: 'text', text: say`Ruled out:`, strong: true },
    {
      kind: 'list',
      items: verdict.ruledOut.map(
        (each) => say`${causeName(each.cause)}: ${sentences(textsOf(state, each.because))}`,
      ),
    },
  ]
}

function fixParts(verdict: Verdict): DraftPart[] {
  if (verdict.fix === undefined) return []
  const { fix } = verdict
  const { change, predictedUsageBytes, predictedRange: range } = fix
  const between =
    range === undefined
      ? SILENCE
      : say` (${formatBytes(range.lowBytes)} to ${formatBytes(range.highBytes)})`
  return [
    { kind: 'text', text: say`What to do: ${fix}`, strong: true },
    ...(change === undefined ? [] : [{ kind: 'code' as const, text: change }]),
    ...(predictedUsageBytes === null
      ? []
      : [
          {
            kind: 'text' as const,
            text: say`Memory to expect after it: about ${formatBytes(predictedUsageBytes)}${between}.`,
          },
        ]),
  ]
}

function watchParts({ cause, fix }: Verdict): DraftPart[] {
  const watch = WATCH[cause]
  if (watch === null || fix === undefined) return []
  return [{ kind: 'text', text: say`What to watch: ${watch}` }]
}

function nextParts(verdict: Verdict): DraftPart[] {
  if (verdict.nextMeasurement === undefined) return []
  const { nextMeasurement: next } = verdict
  return [{ kind: 'text', text: say`What would tell more (${next.step}): ${next}` }]
}

function unreachedParts(state: State): DraftPart[] {
  const lost = state.nodes.filter((node) => !node.reachable)
  if (lost.length === 0) return []
  return [
    { kind: 'text', text: say`Not in this verdict, because they did not answer:` },
    {
      kind: 'list',
      items: alike(
        lost.map(({ name: node, error }) => ({
          node,
          text: error === undefined ? say`no answer` : fromText(error),
        })),
        true,
      ),
    },
  ]
}
