import { randomBytes } from 'node:crypto'
import { MemdiagError } from '../../core/errors.ts'
import type { SnapshotRequest, SnapshotSeen, SnapshotTransfer } from '../../core/heap-port.ts'
import type { ProcessRef } from '../../core/heap-values.ts'
import type { Connection } from '../../core/remote-port.ts'
import { quote, scriptCommand } from '../command.ts'
import type { Shell } from '../shell.ts'
import type { Facts } from './facts.ts'
import { LIMITS } from './limits.ts'
import { lookAt } from './look.ts'
import { refuseUntouchable } from './refusals.ts'

type Deps = {
  readonly shell: Shell
  readonly enter: string | undefined
  readonly run: Connection['run']
  readonly onEnd: () => void
}

/**
 * A snapshot by a signal that is known to write one, streamed and then removed. Throws `refused` where no such signal
 * is known: without a handler it would end the process.
 */
export async function snapshotBySignal(
  deps: Deps,
  request: SnapshotRequest & { readonly process: ProcessRef },
  signal: AbortSignal,
): Promise<SnapshotTransfer> {
  const { pid, startTicks } = request.process
  const name = `process ${pid} on ${deps.shell.name}`
  try {
    const look = { pid, deadlineMs: LIMITS.lookMs, name: deps.shell.name }
    const facts = await lookAt(deps.run, look, signal)
    refuseUntouchable(facts, startTicks, name)
    const file = await write({ ...deps, name }, { facts, request }, signal)
    return stream({ ...deps, name }, file, signal)
  } catch (error) {
    deps.onEnd()
    throw error
  }
}

type Written = { readonly path: string; readonly seen: SnapshotSeen }

/** Sends the signal and waits until the process has written the file and closed it. */
async function write(
  deps: Deps & { readonly name: string },
  asked: { readonly facts: Facts; readonly request: SnapshotRequest },
  signal: AbortSignal,
): Promise<Written> {
  const { facts, request } = asked
  const { snapshotSignal } = facts.values
  if (snapshotSignal === null || facts.snapshotFolder === null) {
    throw new MemdiagError(
      'refused',
      `Sent no signal to ${deps.name}: none is known of which it writes a snapshot, and one that it does not handle would end it.`,
      { hint: 'Start it with --heapsnapshot-signal=SIGUSR2, or let the inspector be opened.' },
    )
  }
  const begun = performance.now()
  const at = new Date().toISOString()
  const text = writeScript(facts, request)
  const result = await deps.run(
    { text, deadlineMs: request.deadlineMs, maxOutputBytes: LIMITS.lookBytes },
    signal,
  )
  const told = new Map(
    result.stdout.split('\n').map((line) => {
      const tab = line.indexOf('\t')
      return [line.slice(0, tab), line.slice(tab + 1)]
    }),
  )
  const path = told.get('file')
  if (path === undefined) throw notWritten(deps.name, told.get('refused') ?? null, result.timedOut)
  const seen: SnapshotSeen = {
    at,
    transferBytes: 0,
    tookMs: Math.round(performance.now() - begun),
    peakRssBytes: Number(told.get('peak')) * 1024 || null,
  }
  return { path, seen }
}

function notWritten(name: string, reason: string | null, timedOut: boolean): MemdiagError {
  const said =
    reason === 'room'
      ? 'too little memory was left; what V8 builds of it cannot be stopped, and its file is removed by hand where one appears'
      : reason === 'gone'
        ? 'the process ended or was restarted'
        : reason === 'not-caught'
          ? 'it does not catch the signal any more'
          : timedOut
            ? 'no whole file appeared in time'
            : 'no file appeared in its folder'
  return new MemdiagError(
    reason === 'gone' ? 'not-there' : 'refused',
    `Got no snapshot of ${name}: ${said}.`,
  )
}

/**
 * Checks pid, start time and the signal's bit once more on the node, notes which snapshots lie there already, sends
 * the signal, and waits for a new file that the process no longer holds open and that ends as one does.
 */
function writeScript(facts: Facts, request: SnapshotRequest): string {
  const { pid, startTicks, snapshotSignal } = facts.values
  const signal = (snapshotSignal?.name ?? '').replace(/^SIG/, '')
  const bit = BITS[signal] ?? '0'
  const rounds = Math.max(1, Math.floor(request.deadlineMs / 500))
  const limit = facts.cgroupFiles
  return String.raw`p=/proc/${pid}
tell() { printf '%s\t%s\n' "$1" "$2"; }
{ read -r line <"$p/stat"; } 2>/dev/null || { tell refused gone; exit; }
set -- ${'$'}{line##*) }
[ "${'$'}{20}" = ${startTicks} ] || { tell refused gone; exit; }
mask=$(sed -n 's/^SigCgt:[[:space:]]*[0-9a-f]*\([0-9a-f]\{8\}\)$/\1/p' "$p/status")
[ $((0x${'$'}{mask:-0} & ${bit})) -ne 0 ] || { tell refused not-caught; exit; }
cd ${quote(facts.snapshotFolder ?? '/')} || exit
before=$(ls)
kill -s ${signal} ${pid} || { tell refused gone; exit; }
round=0; peak=0
while [ "$round" -lt ${rounds} ]; do
  round=$((round + 1))
  sleep 0.5 2>/dev/null || sleep 1
  rss=$(sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB$/\1/p' "$p/status" 2>/dev/null)
  [ -n "$rss" ] || { tell refused gone; exit; }
  [ "$rss" -gt "$peak" ] && peak=$rss
  room=$(sed -n 's/^MemAvailable:[[:space:]]*\([0-9]*\) kB$/\1/p' /proc/meminfo)
  ${
    limit === null
      ? ':'
      : `{ read -r most <${quote(limit.limit)} && read -r used <${quote(limit.usage)} && left=$(((most - used) / 1024)) && [ "$left" -lt "$room" ] && room=$left; } 2>/dev/null`
  }
  [ "$room" -lt ${Math.ceil(request.abandonBelowBytes / 1024)} ] && { tell peak "$peak"; tell refused room; exit; }
  for file in *.heapsnapshot; do
    case "
$before
" in *"
$file
"*) continue ;; esac
    case $file in Heap.*.${facts.innerPid}.*|heapdump-*) ;; *) continue ;; esac
    [ -f "$file" ] && [ -s "$file" ] || continue
    ls -ln "$p/fd" 2>/dev/null | grep -qF "$file" && continue
    case $(tail -c 4 "$file") in *'}') tell peak "$peak"; tell file "$PWD/$file"; exit ;; esac
  done
done
`
}

const BITS: Readonly<Record<string, string>> = {
  HUP: '0x1',
  USR1: '0x200',
  USR2: '0x800',
  PROF: '0x4000000',
  WINCH: '0x8000000',
}

/** Reads the file through the exec channel and removes it, also when the reader stopped half-way. */
function stream(
  deps: Deps & { readonly name: string },
  file: Written,
  signal: AbortSignal,
): SnapshotTransfer {
  let { seen } = file
  const begun = performance.now()

  async function* read(): AsyncGenerator<Uint8Array> {
    let ended = false
    try {
      for await (const chunk of readFile(deps, file.path, signal)) {
        seen = { ...seen, transferBytes: seen.transferBytes + chunk.length }
        yield chunk
      }
      ended = true
    } finally {
      seen = { ...seen, tookMs: seen.tookMs + Math.round(performance.now() - begun) }
      if (!ended) await remove(deps, file.path).catch(() => undefined)
      else await remove(deps, file.path)
      deps.onEnd()
    }
  }

  return { bytes: read(), seen: () => seen }
}

async function* readFile(deps: Deps, path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const text = `exec cat ${quote(path)}`
  const line = scriptCommand(text, randomBytes(16).toString('hex'), deps.enter)
  const running = await deps.shell.start({ ...line, urgent: false }, signal)
  running.stderr.resume()
  running.ended.catch(() => undefined)
  let head: Buffer | null = Buffer.alloc(0)
  try {
    for await (const chunk of running.stdout) {
      if (signal.aborted) throw signal.reason
      const bytes = Buffer.from(chunk)
      if (head === null) {
        yield bytes
        continue
      }
      head = Buffer.concat([head, bytes])
      // What comes before is the script's first line, and whatever `enter` says.
      const found = /(?:^|\n)memdiag-pid \d{1,10}\r?\n/.exec(head.toString('latin1'))
      if (found === null) continue
      const rest = head.subarray(found.index + found[0].length)
      head = null
      if (rest.length > 0) yield rest
    }
    await running.ended
  } finally {
    running.close()
  }
}

async function remove(deps: Deps, path: string): Promise<void> {
  const text = `rm -f ${quote(path)}; [ ! -e ${quote(path)} ] || echo left`
  const never = new AbortController().signal
  const result = await deps.run({ text, deadlineMs: LIMITS.lookMs, maxOutputBytes: 4096 }, never)
  if (result.stdout.includes('left')) {
    throw new MemdiagError('refused', `Could not remove ${path} on ${deps.shell.name}.`, {
      hint: 'Remove it by hand: a snapshot holds whatever the process held.',
    })
  }
}
