import { open, rm } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { dataFolder } from '../config/paths.ts'
import { readRunbook } from '../config/read-runbook.ts'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { Action } from '../core/ladder-state.ts'
import type { State } from '../core/state.ts'
import type { CliDeps } from './cli-deps.ts'
import { putFor } from './readers-language.ts'

type Options = { readonly data?: string; readonly snapshot?: string }

/** `memdiag heap save ID FILE`: a snapshot that was kept, decrypted, into a file that only its owner may read. */
export function registerHeapSave(program: Command, deps: CliDeps): void {
  const heap = program.commands.find((command) => command.name() === 'heap')
  if (heap === undefined) throw new Error('There are no heap commands to add to.')
  heap
    .command('save')
    .argument('<id>', 'an investigation whose snapshots were kept (`keep: true`)')
    .argument('<file>', 'where to, readable by you alone: a .heapsnapshot')
    .description('take a kept snapshot out, decrypted; it holds what the process held, secrets too')
    .option('--snapshot <name>', 'which one, such as snapshot-1; the newest without')
    .action(async (id: string, file: string, _, command: Command) => {
      await save(deps, { id, file }, command.optsWithGlobals<Options>())
    })
}

async function save(
  deps: CliDeps,
  { id, file }: { readonly id: string; readonly file: string },
  options: Options,
): Promise<void> {
  const runbook = readRunbook('memory', { runbooks: deps.runbooksFolder, cwd: deps.places.cwd })
  const data = dataFolder(options.data, deps.env, deps.places)
  await using session = await deps.openSession({ data, runbook })
  const state = await session.engine.show(id)
  const { action, done } = keptOf(state, options.snapshot)
  const target = path.resolve(deps.places.cwd, file)
  const bytes = session.keptSnapshots.read({ investigation: state.id, action })
  await write(target, bytes, deps.signal)
  const wrote = say`Wrote ${target} (${action}). It holds what the process held, secrets too. The kept one goes at ${done?.keptUntil ?? ''}.`
  deps.stderr.write(`${putFor(deps)(wrote)}\n`)
}

function keptOf(state: State, wanted: string | undefined): Action {
  const kept = state.actions.filter((each) => each.done?.keptUntil !== undefined)
  const found = wanted === undefined ? kept.at(-1) : kept.find((each) => each.action === wanted)
  if (found !== undefined) return found
  if (kept.length > 0) {
    throw new MemdiagError(
      'snapshot-not-kept',
      say`Investigation ${state.id} kept no ${wanted ?? ''}.`,
      {
        hint: say`It kept: ${kept.map((each) => each.action).join(', ')}.`,
      },
    )
  }
  throw new MemdiagError('snapshot-not-kept', say`Investigation ${state.id} kept no snapshot.`, {
    hint: say`Snapshots are kept with \`keep: true\` of the service in services.yml and MEMDIAG_SNAPSHOT_KEY set.`,
  })
}

/** Never over a file that is there; half a file is no snapshot. */
async function write(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  let begun = false
  try {
    // Opened before anything is read: what is not open yet when reading fails would be made after it was removed.
    const out = await open(file, 'wx', 0o600)
    begun = true
    await pipeline(bytes, out.createWriteStream(), { signal })
  } catch (error) {
    if (begun) await rm(file, { force: true })
    if (error instanceof MemdiagError || signal.aborted) throw error
    throw new MemdiagError('usage', say`Could not write ${file}: ${messageOf(error)}.`, {
      hint: say`Name a file that is not there yet, in a folder where you may write.`,
    })
  }
}
