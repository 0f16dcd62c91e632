import path from 'node:path'
import type { Command } from 'commander'
import { dataFolder } from '../config/paths.ts'
import { readRunbook } from '../config/read-runbook.ts'
import { verdictName } from '../core/cause-names.ts'
import { say } from '../core/say.ts'
import type { Replay } from '../engine/replay.ts'
import type { CliDeps } from './cli-deps.ts'
import { parseFormat } from './options.ts'
import { printable } from './output.ts'
import type { Outcome } from './program.ts'
import { putFor } from './readers-language.ts'

type Options = {
  readonly format: 'text' | 'json'
  readonly data?: string
  readonly out?: string
}

/** `memdiag replay [ID]`: exit code 1 and the differences when today's rules say something else. */
export function registerReplay(program: Command, deps: CliDeps, outcome: Outcome): void {
  program
    .command('replay')
    .argument('[id]', 'an id or its beginning; the latest without one')
    .description('judge the stored evidence again, and tell what comes out differently')
    .option('--out <file>', 'also write the log as JSON, readable by you alone')
    .option('--format <format>', 'text or json', parseFormat, 'text')
    .action(async (id: string | undefined, _, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await using session = await deps.openSession({
        data: dataFolder(options.data, deps.env, deps.places),
        runbook: readRunbook('memory', { runbooks: deps.runbooksFolder, cwd: deps.places.cwd }),
      })
      const { store, engine } = session
      const found = await store.resolveId(id)
      if (options.out !== undefined) {
        const file = path.resolve(deps.places.cwd, options.out)
        await deps.writeFile(file, `${JSON.stringify(await store.load(found), null, 1)}\n`)
        deps.stderr.write(`${putFor(deps)(say`Wrote ${file}`)}\n`)
      }
      const replayed = await engine.replay(found)
      print(deps, replayed, options.format)
      outcome.code = replayed.differences.length === 0 ? 0 : 1
    })
}

function print(deps: CliDeps, replayed: Replay, format: 'text' | 'json'): void {
  const { id, cause, confidence, differences } = replayed
  if (format === 'json') {
    const same = differences.length === 0
    deps.stdout.write(`${JSON.stringify({ version: 1, ...replayed, same }, null, 2)}\n`)
    return
  }
  const put = putFor(deps)
  const verdict = cause === null ? say`no verdict` : verdictName({ cause, confidence })
  if (differences.length === 0) {
    deps.stdout.write(`${put(say`${id}: ${verdict}, the same as stored, byte for byte.`)}\n`)
    return
  }
  deps.stdout.write(`${put(say`${id}: ${verdict}. What comes out differently:`)}\n`)
  for (const line of differences) deps.stdout.write(`  ${printable(line)}\n`)
}
