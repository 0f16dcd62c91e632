import { messageOf } from '../core/errors.ts'
import { mask } from '../core/mask.ts'
import { exportPause, type Exported, nextTry } from '../core/export.ts'
import type { Exporter } from '../core/ports.ts'
import type { State } from '../core/state.ts'
import type { EngineDeps } from './engine.ts'
import { EXPORT_REASON_CHARACTERS } from './limits.ts'
import { append } from './append-decided.ts'

type Deps = Pick<EngineDeps, 'store' | 'clock' | 'log' | 'exporters'>

/**
 * Sends the report of an investigation that ended to each place of the configuration that does not have it yet. What
 * fails is put on the log and tried again later, after a crash too; the investigation stays as it ended.
 */
export async function exportEnded(deps: Deps, ended: State, signal: AbortSignal): Promise<State> {
  if (ended.endedAt === null || ended.state === 'cancelled') return ended
  let state = ended
  for (const exporter of deps.exporters ?? []) {
    if (signal.aborted || !isDue(deps, state, exporter)) continue
    const tried = await send(exporter, state, signal)
    // Stopped meanwhile: whoever comes next tries it as if for the first time.
    if (tried.outcome === 'failed' && signal.aborted) continue
    state = await keep(deps, state.id, tried)
    const { outcome, to, where } = tried
    deps.log.info({ investigation: state.id, to, where, outcome }, 'report exported')
  }
  return state
}

function isDue({ clock }: Deps, { exports }: State, { to, where }: Exporter): boolean {
  const before = exports.find((each) => each.to === to && each.where === where)
  if (before === undefined) return true
  const next = nextTry(before)
  return next !== null && next <= clock.now()
}

async function send(
  { to, where, send: sendTo }: Exporter,
  { id }: State,
  signal: AbortSignal,
): Promise<Exported> {
  try {
    await sendTo(id, signal)
    return { to, where, outcome: 'done' }
  } catch (error) {
    const reason = mask(messageOf(error)).slice(0, EXPORT_REASON_CHARACTERS)
    return { to, where, outcome: 'failed', reason }
  }
}

/** On the log as it stands now: questions and notes may come in meanwhile. */
function keep(deps: Deps, id: string, tried: Exported): Promise<State> {
  const lookIn = ({ exports }: State): number | null =>
    tried.outcome === 'failed' ? exportPause(exports.at(-1)?.tries ?? 1) : null
  return append(deps, { id, lookIn }, () => ({
    kind: 'exported',
    version: 1,
    at: deps.clock.now(),
    ...tried,
  }))
}
