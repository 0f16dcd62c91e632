import { formatBytes } from '../core/bytes.ts'
import { SILENCE, say } from '../core/say.ts'
import type { State } from '../core/state.ts'
import type { DraftPart } from './draft.ts'

/** What became of an earlier prediction: proved or not, then each check. Nothing for an investigation that verifies none. */
export function verificationParts({ verification }: State): DraftPart[] {
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
      ? SILENCE
      : say`: ${formatBytes(measured)} measured, ${formatBytes(predicted)} predicted`
  return [
    {
      kind: 'text',
      text: say`Verification of ${of}: ${proved ? say`proved` : say`not proved`}${bytes}`,
    },
    {
      kind: 'list',
      items: checks.map((check) => say`${check.ok ? say`holds` : say`does not hold`}: ${check}`),
    },
  ]
}
