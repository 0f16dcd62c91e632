import { MemdiagError } from '../../core/errors.ts'
import type {
  FileRequest,
  SnapshotRequest,
  SnapshotSeen,
  SnapshotTransfer,
} from '../../core/heap-port.ts'
import { fileOf, type FileWay, type WrittenTo } from '../../core/snapshot-file.ts'
import { excerpt } from '../excerpt.ts'
import { quote } from '../command.ts'
import type { Facts } from './facts.ts'
import type { HeapDeps } from './heap-deps.ts'
import { LIMITS } from './limits.ts'
import { lookAt } from './look.ts'
import { noSnapshot, processOn, untouchable } from './refusals.ts'
import { writeScript } from './write-script.ts'
import { freshScript, streamWritten, toldIn, type Written } from './written-file.ts'
import { type Said, say } from '../../core/say.ts'

type Asked = SnapshotRequest & FileRequest & { readonly to: WrittenTo }

/** Where the snapshot will lie, and what lies there; touches nothing. Throws `refused` where there is no such way. */
export async function placeFor(
  deps: HeapDeps,
  { process, by }: FileRequest,
  signal: AbortSignal,
): Promise<WrittenTo> {
  const name = processOn(process.pid, deps.shell.name)
  const facts = await lookChecked(deps, { process, by }, signal)
  const to = placeOf(facts, by, name)
  const text = `${freshScript(to)}\nfresh${by.kind === 'signal' ? '' : ` || [ ! -h ${quote(to.path)} ] || echo ${quote(to.path)}`}`
  const request = { text, deadlineMs: LIMITS.lookMs, maxOutputBytes: LIMITS.lookBytes }
  const { stdout } = await deps.run(request, signal)
  const there = stdout.split('\n').filter((line) => line !== '')
  if (by.kind === 'command') {
    if (there.length === 0) return to
    throw new MemdiagError(
      'refused',
      say`Did not run the snapshot command for ${name}: ${to.path} is there already.`.text,
      {
        hint: say`Move it away, or name another file: memdiag removes only what was made for it.`
          .text,
      },
    )
  }
  const before = there.map((file) => file.slice(file.lastIndexOf('/') + 1))
  if (before.length <= LIMITS.filesBefore) return { ...to, before }
  throw new MemdiagError(
    'refused',
    say`Sent no signal to ${name}: ${before.length} snapshots lie in ${to.path} already.`.text,
    { hint: say`Clear that folder first: which of them is new could not be told.`.text },
  )
}

/**
 * A snapshot that a signal or a command writes, streamed and then removed. Throws `refused` where no such signal is
 * known (without a handler it would end the process), and what went wrong while it was written; the file may lie
 * there then.
 */
export async function writeSnapshot(
  deps: HeapDeps & { readonly onEnd: () => void },
  asked: Asked,
  signal: AbortSignal,
): Promise<SnapshotTransfer> {
  try {
    const facts = await lookChecked(deps, asked, signal)
    return streamWritten(deps, await write(deps, { facts, ...asked }, signal), signal)
  } catch (error) {
    deps.onEnd()
    throw error
  }
}

async function lookChecked(
  deps: HeapDeps,
  { process, by }: FileRequest,
  signal: AbortSignal,
): Promise<Facts> {
  const { pid, startTicks } = process
  const look = { pid, deadlineMs: LIMITS.lookMs, name: deps.shell.name }
  const facts = await lookAt(deps.run, look, signal)
  const reason =
    by.kind === 'signal' ? untouchable(facts, startTicks) : notForCommand(facts, startTicks)
  if (reason !== null) throw noSnapshot(reason, processOn(pid, deps.shell.name))
  return facts
}

/** A command touches the process in a way of its own: it need not be the login's. */
function notForCommand({ values }: Facts, startTicks: number): string | null {
  if (values.startTicks !== startTicks) return 'gone'
  return values.isNode === false ? 'not-node' : null
}

function placeOf(facts: Facts, by: FileWay, name: string): WrittenTo {
  if (by.kind === 'command') return { path: fileOf(by, facts.values.pid), before: [] }
  const { snapshotSignal } = facts.values
  if (snapshotSignal === null || facts.snapshotFolder === null) {
    throw new MemdiagError(
      'refused',
      say`Sent no signal to ${name}: none is known of which it writes a snapshot, and one that it does not handle would end it.`
        .text,
      {
        hint: say`Start it with --heapsnapshot-signal=SIGUSR2, or let the inspector be opened.`
          .text,
      },
    )
  }
  const like =
    snapshotSignal.by === 'heapdump'
      ? 'heapdump-*.heapsnapshot'
      : `Heap.*.${facts.innerPid}.*.heapsnapshot`
  return { path: facts.snapshotFolder, like, before: [] }
}

/** Has it written, and waits until the file is whole. */
async function write(
  deps: HeapDeps,
  asked: Asked & { readonly facts: Facts },
  signal: AbortSignal,
): Promise<Written> {
  const begun = performance.now()
  const at = new Date().toISOString()
  const text = writeScript(asked)
  const { deadlineMs } = asked
  const request = { text, deadlineMs, maxOutputBytes: LIMITS.lookBytes }
  const result = await deps.run(request, signal)
  const told = toldIn(result.stdout)
  const file = told.get('file')
  if (file === undefined) {
    const reason = told.get('refused') ?? (result.timedOut ? 'late' : 'unknown')
    const said = excerpt(result.stderr)
    throw notWritten(processOn(asked.process.pid, deps.shell.name), { reason, said, by: asked.by })
  }
  const seen: SnapshotSeen = {
    at,
    transferBytes: 0,
    tookMs: Math.round(performance.now() - begun),
    peakRssBytes: Number(told.get('peak')) * 1024 || null,
  }
  return { path: file, bytes: Number(told.get('size')), seen }
}

type Why = { readonly reason: string; readonly said: string; readonly by: FileWay }

function notWritten(name: string, { reason, said, by }: Why): MemdiagError {
  const code = reason === 'gone' ? 'not-there' : 'refused'
  const failed = /^failed (\d{1,3})$/.exec(reason)?.[1]
  const words =
    failed === undefined
      ? (WHY[reason] ?? say`the script on its node ended before its time`)
      : said === ''
        ? say`the command ended with exit code ${failed}`
        : say`the command ended with exit code ${failed}: ${said}`
  const hint =
    failed !== undefined || (by.kind === 'command' && reason === 'none')
      ? { hint: say`Look at \`snapshot\` in services.yml or the runbook.`.text }
      : {}
  return new MemdiagError(code, say`Got no snapshot of ${name}: ${words}.`.text, hint)
}

const WHY: Readonly<Record<string, Said>> = {
  room: say`too little memory was left; what V8 builds of it cannot be stopped`,
  gone: say`the process ended or was restarted`,
  'not-caught': say`it does not catch the signal any more`,
  none: say`no file appeared where it was to lie`,
  late: say`no whole file appeared in time`,
  large: say`its file is larger than ${LIMITS.fileMostBytes / 1024 ** 3} GiB`,
  unreadable: say`its file may not be read by this account`,
}
