import { formatBytes } from './bytes.ts'
import type { Cost, Headroom } from './heap-cost.ts'
import type { HeapProcessValues, Rung } from './heap-values.ts'
import type { FileWay } from './snapshot-file.ts'
import { say } from './say.ts'

export type Refused = {
  readonly text: string
  /** `--force` in the terminal overrules it: too little headroom, and never what cannot be done. */
  readonly forcible: boolean
}

/** Whether a rung may be climbed on a process; null: it may. What cannot be done comes before what is too dear. */
export function guard(
  rung: Rung,
  seen: HeapProcessValues,
  {
    cost,
    headroom,
    by,
  }: { readonly cost: Cost; readonly headroom: Headroom; readonly by: FileWay | null },
): Refused | null {
  const way = wayIn(seen, by)
  if (way !== null) return { text: way, forcible: false }
  return tooDear(rung, { cost, headroom })
}

/** Why the process cannot be asked; null: it can. */
function wayIn(seen: HeapProcessValues, by: FileWay | null): string | null {
  const who = say`Process ${seen.pid}`.text
  if (seen.isNode === false)
    return say`${who} is not Node.js: its program is ${seen.exe ?? 'another'}.`.text
  // A command needs no rights of this account on the process: it may ask the service itself.
  if (by?.kind === 'command') return null
  if (!seen.mayTouch) {
    return say`${who} belongs to another user: log in as its user, or as root, to ask it anything.`
      .text
  }
  if (seen.inspectorPorts.length > 0) return null
  if (seen.isNode === null) {
    return say`Whether ${who.toLowerCase()} is Node.js could not be read, and a signal would end another program.`
      .text
  }
  if (by?.kind === 'signal') return null
  if (!seen.opensOnSignal) {
    return say`${who} does not take SIGUSR1 (--disable-sigusr1?): the inspector cannot be opened from outside. Start one worker with --inspect=127.0.0.1:9229.`
      .text
  }
  if (seen.signalPort.taken) {
    return say`Port ${seen.signalPort.port}, where its inspector would open, is taken by another process: close that one first.`
      .text
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
      say` Forced collections and a sampling profile need next to none; more room, or a worker taken out of traffic, would allow snapshots.`
        .text,
  }[rung]
  return {
    text: say`It may take ${formatBytes(Math.round(least))} to ${formatBytes(Math.round(most))} more memory for a while (${cost.basis}), and only ${formatBytes(headroom.bytes)} are left below ${headroom.of}: the process would be killed.${next}`
      .text,
    forcible: true,
  }
}
