import { formatBytes } from './bytes.ts'
import type { Cost, Headroom } from './heap-cost.ts'
import type { HeapProcessValues, Rung } from './heap-values.ts'

export type Refused = {
  readonly text: string
  /** `--force` in the terminal overrules it: too little headroom, and never what cannot be done. */
  readonly forcible: boolean
}

/**
 * Whether a rung goes by the signal that is known to write a snapshot: only where no inspector is open and none can be
 * opened, since the inspector writes nothing to the node's disk.
 */
export function goesBySignal(rung: Rung, seen: HeapProcessValues): boolean {
  if (rung !== 'snapshot' || seen.snapshotSignal === null) return false
  return seen.inspectorPorts.length === 0 && (!seen.opensOnSignal || seen.signalPort.taken)
}

/** Whether a rung may be climbed on a process; null: it may. What cannot be done comes before what is too dear. */
export function guard(
  rung: Rung,
  seen: HeapProcessValues,
  { cost, headroom }: { readonly cost: Cost; readonly headroom: Headroom },
): Refused | null {
  const way = wayIn(rung, seen)
  if (way !== null) return { text: way, forcible: false }
  return tooDear(rung, { cost, headroom })
}

/** Why the process cannot be asked; null: it can. */
function wayIn(rung: Rung, seen: HeapProcessValues): string | null {
  const who = `Process ${seen.pid}`
  if (!seen.mayTouch) {
    return `${who} belongs to another user: log in as its user, or as root, to ask it anything.`
  }
  if (seen.isNode === false)
    return `${who} is not Node.js: its program is ${seen.exe ?? 'another'}.`
  if (seen.inspectorPorts.length > 0) return null
  if (seen.isNode === null) {
    return `Whether ${who.toLowerCase()} is Node.js could not be read, and a signal would end another program.`
  }
  if (goesBySignal(rung, seen)) return null
  if (!seen.opensOnSignal) {
    return `${who} does not take SIGUSR1 (--disable-sigusr1?): the inspector cannot be opened from outside. Start one worker with --inspect=127.0.0.1:9229.`
  }
  if (seen.signalPort.taken) {
    return `Port ${seen.signalPort.port}, where its inspector would open, is taken by another process: close that one first.`
  }
  return null
}

function tooDear(
  rung: Rung,
  { cost, headroom }: { readonly cost: Cost; readonly headroom: Headroom },
): Refused | null {
  if (headroom.bytes === null || cost.extraBytes.most <= headroom.bytes) return null
  const { least, most } = cost.extraBytes
  const next = {
    inspect: '',
    gc: '',
    profile: '',
    snapshot:
      ' Forced collections and a sampling profile need next to none; more room, or a worker taken out of traffic, would allow snapshots.',
  }[rung]
  return {
    text: `It may take ${formatBytes(Math.round(least))} to ${formatBytes(Math.round(most))} more memory for a while (${cost.basis}), and only ${formatBytes(headroom.bytes)} are left below ${headroom.of}: the process would be killed.${next}`,
    forcible: true,
  }
}
