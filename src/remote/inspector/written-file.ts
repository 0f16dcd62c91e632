import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { MemdiagError } from '../../core/errors.ts'
import type { SnapshotSeen, SnapshotTransfer } from '../../core/heap-port.ts'
import type { ProcessRef } from '../../core/heap-values.ts'
import type { FileEnd, WrittenTo } from '../../core/snapshot-file.ts'
import { quote, scriptCommand } from '../command.ts'
import type { HeapDeps } from './heap-deps.ts'
import { LIMITS } from './limits.ts'
import { say } from '../../core/say.ts'

/** What is known of a process on its node, as functions of sh: `tell NAME VALUE`, and `same`: it is still that one. */
export function sameProcessScript({ pid, startTicks }: ProcessRef): string {
  return String.raw`p=/proc/${pid}
tell() { printf '%s\t%s\n' "$1" "$2"; }
same() {
  { read -r line <"$p/stat"; } 2>/dev/null || return 1
  set -- ${'$'}{line##*) }
  [ "${'$'}{20}" = ${startTicks} ]
}`
}

/** `fresh` prints the paths of snapshots that lie there and did not before. Links are none of them. */
export function freshScript({ path: place, like, before }: WrittenTo): string {
  if (like === undefined) {
    const file = quote(place)
    return `fresh() { [ -f ${file} ] && [ ! -h ${file} ] && printf '%s\\n' ${file}; }`
  }
  return String.raw`before=${quote(`\n${before.join('\n')}\n`)}
fresh() { (
  cd ${quote(place)} 2>/dev/null || exit
  for file in ${like}; do
    case $file in *[!A-Za-z0-9._-]*) continue ;; esac
    [ -f "$file" ] && [ ! -h "$file" ] || continue
    case "$before" in *"
$file
"*) continue ;; esac
    printf '%s\n' "$PWD/$file"
  done
); }`
}

/** Between two looks at the file; a sleep of whole seconds only, as in some small systems, waits for one. */
export const PAUSE = `sleep ${LIMITS.fileLookMs / 1000} 2>/dev/null || sleep 1`

/** How often the file is looked for in so many milliseconds. */
export function roundsIn(ms: number): number {
  return Math.max(1, Math.floor(ms / LIMITS.fileLookMs))
}

/** `name<TAB>value` lines. */
export function toldIn(stdout: string): ReadonlyMap<string, string> {
  return new Map(
    stdout.split('\n').map((line) => {
      const tab = line.indexOf('\t')
      return [line.slice(0, tab), line.slice(tab + 1)]
    }),
  )
}

export type Written = {
  readonly path: string
  readonly bytes: number
  readonly seen: SnapshotSeen
}

/** Reads the file through the exec channel and removes it, also when the reader stopped half-way. */
export function streamWritten(
  deps: HeapDeps & { readonly onEnd: () => void },
  file: Written,
  signal: AbortSignal,
): SnapshotTransfer {
  let { seen } = file
  const begun = performance.now()

  async function* read(): AsyncGenerator<Uint8Array> {
    let ended = false
    try {
      for await (const chunk of readFile(deps, file, signal)) {
        seen = { ...seen, transferBytes: seen.transferBytes + chunk.length }
        yield chunk
      }
      ended = true
    } finally {
      seen = { ...seen, tookMs: seen.tookMs + Math.round(performance.now() - begun) }
      // Where reading failed, that is what is told; whoever asked looks after the file once more.
      if (!ended) await remove(deps, file.path).catch(() => undefined)
      else await remove(deps, file.path)
      deps.onEnd()
    }
  }

  return { bytes: read(), seen: () => seen }
}

async function* readFile(
  deps: HeapDeps,
  { path: file, bytes }: Written,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  // A reader that is gone must not keep the script from removing it.
  const text = `trap '' PIPE; head -c ${bytes} ${quote(file)}; rm -f ${quote(file)}`
  const line = scriptCommand(text, randomBytes(16).toString('hex'), deps.enter)
  const running = await deps.shell.start({ ...line, urgent: false }, signal)
  running.stderr.resume()
  running.ended.catch(() => undefined)
  let head: Buffer | null = Buffer.alloc(0)
  try {
    for await (const chunk of running.stdout) {
      if (signal.aborted) throw signal.reason
      const part = Buffer.from(chunk)
      if (head === null) {
        yield part
        continue
      }
      head = Buffer.concat([head, part])
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

async function remove(deps: HeapDeps, file: string): Promise<void> {
  const text = `rm -f ${quote(file)}; [ ! -e ${quote(file)} ] || echo left`
  const never = new AbortController().signal
  const result = await deps.run({ text, deadlineMs: LIMITS.lookMs, maxOutputBytes: 4096 }, never)
  if (result.stdout.includes('left')) {
    throw new MemdiagError('refused', say`Could not remove ${file} on ${deps.shell.name}.`.text, {
      hint: say`Remove it by hand: a snapshot holds whatever the process held.`.text,
    })
  }
}

/**
 * Looks for the file of a snapshot whose end nobody saw, waits a little for one that is only about to appear, and
 * removes it; one that is still being written goes on without a name and is gone with its last byte. Of several new
 * ones none is removed: somebody else may have made them.
 */
export async function removeWritten(
  deps: HeapDeps,
  { process, to }: { readonly process: ProcessRef; readonly to: WrittenTo },
  signal: AbortSignal,
): Promise<FileEnd> {
  const text = removeScript(process, to)
  const deadlineMs = LIMITS.fileLateMs + LIMITS.lookMs
  const result = await deps.run({ text, deadlineMs, maxOutputBytes: LIMITS.lookBytes }, signal)
  const told = toldIn(result.stdout)
  const folder = to.like === undefined ? path.dirname(to.path) : to.path
  const { name } = deps.shell
  const removed = told.get('removed')
  if (removed !== undefined) {
    return { state: 'removed', text: say`The snapshot's file is removed: ${removed}.`.text }
  }
  if (told.has('none')) {
    return {
      state: 'none',
      text: say`No file of the snapshot was found in ${folder} on ${name}.`.text,
    }
  }
  const names = [...result.stdout.matchAll(/^left\t(.*)$/gm)].map((match) => match[1])
  const left =
    names.length === 0
      ? say`A file of the snapshot may lie there still: look in ${folder} on ${name}, and remove it by hand: it holds whatever the process held.`
      : say`A file of the snapshot may lie there still: look at ${names.join(', ')}, and remove it by hand: it holds whatever the process held.`
  return { state: 'left', text: left.text }
}

function removeScript(process: ProcessRef, to: WrittenTo): string {
  return String.raw`${sameProcessScript(process)}
${freshScript(to)}
round=0
while :; do
  files=$(fresh)
  [ -n "$files" ] && break
  round=$((round + 1))
  [ "$round" -le ${roundsIn(LIMITS.fileLateMs)} ] || break
  same || { files=$(fresh); break; }
  ${PAUSE}
done
[ -n "$files" ] || { tell none yes; exit; }
case $files in *"
"*) printf '%s\n' "$files" | while IFS= read -r file; do tell left "$file"; done; exit ;; esac
rm -f "$files"
if [ -e "$files" ]; then tell left "$files"; else tell removed "$files"; fi
`
}
