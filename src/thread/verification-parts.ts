import { formatBytes } from '../core/bytes.ts'
import type { Part } from '../core/post.ts'
import type { State } from '../core/state.ts'

/** What became of an earlier prediction: proved or not, then each check. Nothing for an investigation that verifies none. */
export function verificationParts({ verification }: State): Part[] {
  if (verification === null) return []
  const {
    of,
    proved,
    checks,
    predictedUsageBytes: predicted,
    measuredUsageBytes: measured,
  } = verification
  const bytes =
    predicted === null || measured === null
      ? ''
      : `: ${formatBytes(measured)} measured, ${formatBytes(predicted)} predicted`
  return [
    { kind: 'text', text: `Verification of ${of}: ${proved ? 'proved' : 'not proved'}${bytes}` },
    {
      kind: 'list',
      items: checks.map((check) => `${check.ok ? 'holds' : 'does not hold'}: ${check.text}`),
    },
  ]
}
