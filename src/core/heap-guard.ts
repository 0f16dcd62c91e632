import { formatBytes } from './bytes.ts'
import type { Cost, Headroom, KnownHeadroom } from './heap-cost.ts'
import type { HeapProcessValues, Rung } from './heap-values.ts'
import type { FileWay } from './snapshot-file.ts'
import { say, type Said } from './say.ts'

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
  const [from, to] = [formatBytes(Math.round(least)), formatBytes(Math.round(most))]
  const left = leftText(headroom)
  const then = BEYOND[headroom.beyond]
  const said =
    rung === 'snapshot'
      ? say`It may take ${from} to ${to} more memory for a while (${cost.basis}), and ${left}: ${then}. Forced collections and a sampling profile need next to none; more room, or a worker taken out of traffic, would allow snapshots.`
      : say`It may take ${from} to ${to} more memory for a while (${cost.basis}), and ${left}: ${then}.`
  return { text: said.text, forcible: true }
}

function leftText({ of, overBytes, bytes }: KnownHeadroom): Said {
  return overBytes > 0
    ? say`${of} is already exceeded by ${formatBytes(overBytes)}`
    : say`only ${formatBytes(bytes)} are left below ${of}`
}

/** What would come of more than there is: no more than what is known of who enforces the limit. */
const BEYOND = {
  'process-ends': say`the kernel would end the process`,
  'some-process-ends': say`the kernel may end it, or another process of the machine`,
  'only-declared': say`that limit is declared, and no cgroup was seen that enforces it; the process may well live, but memdiag keeps to it`,
} as const
