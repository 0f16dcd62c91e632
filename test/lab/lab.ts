import { startSshd } from '../support/sshd.ts'
import { ALL_CASES } from './all-cases.ts'
import { hasCgroup, sweepCgroups } from './cgroup.ts'
import { createInvestigator } from './investigate.ts'
import { type LabCase, nameOf } from './lab-case.ts'
import { TRIES } from './limits.ts'
import { sweepFolders } from './own-processes.ts'
import { choose, readOptions } from './options.ts'
import { record } from './record.ts'
import { confusion, score, table } from './report.ts'
import { type CaseDeps, type CaseResult, runCase } from './run-case.ts'

// The laboratory: real services with known truth, investigated over a real SSH server. See docs/lab.md.
const options = readOptions(process.argv.slice(2))
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
  const withCgroup = hasCgroup()
  await sweepFolders()
  if (withCgroup) await sweepCgroups()
  say(
    withCgroup
      ? 'Limits: a cgroup v1 of its own for each service.'
      : 'Limits: `memoryLimit` of services.yml, because no cgroup can be made here.',
  )
  const sshd = await startSshd()
  const investigator = await createInvestigator({ sshd, limitInConfig: !withCgroup })
  const results: CaseResult[] = []
  try {
    for (const labCase of cases) {
      if (interrupted.signal.aborted) break
      const deps = { investigator, withCgroup, signal: interrupted.signal }
      const result = await tryCase(labCase, deps)
      say(progress(result))
      if (options.record) record(result)
      results.push(result)
    }
  } finally {
    investigator.close()
    await sshd.stop()
  }
  return report(results)
}

async function tryCase(labCase: LabCase, deps: CaseDeps): Promise<CaseResult> {
  let result = await runCase(labCase, deps)
  for (let tries = 1; tries < TRIES && result.outcome === 'void'; tries += 1) {
    say(progress(result))
    result = await runCase(labCase, deps)
  }
  return result
}

function report(results: readonly CaseResult[]): number {
  const { passed, text } = score(results)
  say('', ...table(results), '', ...confusion(results), '', text)
  if (interrupted.signal.aborted) return 130
  return passed ? 0 : 1
}

function progress({ labCase, outcome, why, document, seconds }: CaseResult): string {
  const said = document?.verdict?.cause ?? 'no verdict'
  return `${nameOf(labCase)}: ${outcome} (${said}, ${seconds.toFixed(1)} s)${why === '' ? '' : `: ${why}`}`
}

function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
