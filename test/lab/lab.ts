import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { readArguments } from '../support/read-arguments.ts'
import { ALL_CASES } from './all-cases.ts'
import { hasCgroup, sweepCgroups } from './cgroup.ts'
import { type LabCase, nameOf } from './lab-case.ts'
import { apart, openLane } from './lanes.ts'
import { choose, readOptions } from './options.ts'
import { sweepFolders } from './own-processes.ts'
import { record } from './record.ts'
import { confusion, score, table } from './report.ts'
import type { CaseResult } from './run-case.ts'
import { runCases } from './run-cases.ts'

// The laboratory: real services with known truth, investigated over a real SSH server. See docs/lab.md.
const USAGE =
  'Usage: npm run lab -- [--list] [--only WORDS] [--seed N --count N] [--lanes N] [--out FOLDER] [--record]'
const options = readArguments(USAGE, () => readOptions(process.argv.slice(2)))
const chosen = choose(ALL_CASES, options)
const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interrupted.abort(new Error(`ended by ${signal}`)))
}
if (options.list) say(...chosen.map((each) => `${nameOf(each)}: ${each.about}`))
else process.exitCode = await run(chosen)

async function run(cases: readonly LabCase[]): Promise<number> {
  if (cases.length === 0)
    throw new Error(`No case has one of these in its name: ${options.only.join(', ')}`)
  await sweepFolders()
  if (hasCgroup()) await sweepCgroups()
  const prefix = apart()
  const count = prefix === null ? 1 : Math.min(options.lanes, cases.length)
  say(
    hasCgroup()
      ? 'Limits: a cgroup v1 of its own for each service.'
      : 'Limits: `memoryLimit` of services.yml, because no cgroup can be made here.',
    prefix === null
      ? 'One lane: without root no network of its own can be made, and two inspectors take port 9229 from each other.'
      : `Lanes: ${count}, each with a network of its own.`,
  )
  const lanes = await Promise.all(Array.from({ length: count }, () => openLane(prefix)))
  const end = () => {
    for (const lane of lanes) lane.end()
  }
  interrupted.signal.addEventListener('abort', end)
  try {
    const { signal } = interrupted
    return report(await runCases(cases, lanes, { signal, onResult }))
  } finally {
    end()
    await Promise.all(lanes.map((lane) => lane.ended))
  }
}

/** A run takes an hour: what is known stands on the disk at once. */
function onResult(result: CaseResult): void {
  say(progress(result))
  if (options.record) record(result)
  const { out } = options
  if (out === null) return
  const name = nameOf(result.labCase)
  const { labCase: _case, document, ...told } = result
  mkdirSync(out, { recursive: true })
  writeFileSync(`${out}/${name.replace('/', '.')}.json`, JSON.stringify(document))
  const verdict = document?.verdict?.cause ?? null
  appendFileSync(`${out}/results.jsonl`, `${JSON.stringify({ name, verdict, ...told })}\n`)
}

function report(results: readonly CaseResult[]): number {
  const { passed, text } = score(results, { isChoice: options.count !== null })
  say('', ...table(results), '', ...confusion(results), '', text)
  if (interrupted.signal.aborted) return 130
  return passed ? 0 : 1
}

function progress(result: CaseResult): string {
  const { labCase, outcome, why, document, seconds } = result
  const said = document?.verdict?.cause ?? 'no verdict'
  return `${nameOf(labCase)}: ${outcome} (${said}, ${seconds.toFixed(1)} s)${why === '' ? '' : `: ${why}`}`
}

function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
