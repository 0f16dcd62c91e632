// The same six steps (probe over SSH, parse, judge) as a DBOS Transact workflow on the same Postgres.
import { DBOS } from '@dbos-inc/dbos-sdk'
import { StepName } from '../../src/core/names.ts'
import type { Evidence } from '../../src/core/evidence.ts'
import { probeInput } from '../../src/engine/probe-node.ts'
import { STEPS } from '../../src/steps/all-steps.ts'
import { theRunbook } from './canned-host.ts'
import { cpuOf, memoryOf } from './figures.ts'
import { aRemote, clock, type Done, readJob, serviceOf } from './job.ts'

const job = readJob()
if (!('url' in job.database)) throw new Error('DBOS needs a Postgres.')
const remote = aRemote()
const runbook = theRunbook()
const stepMs: number[] = []

/** Returns what memdiag stores of a step: the evidence and its findings. */
async function carryOut(step: StepName, number: number, before: readonly Evidence[]) {
  const service = serviceOf(job, number)
  const [target] = service.targets
  if (target === undefined) throw new Error('no target')
  const signal = new AbortController().signal
  const connection = await remote.connect(target, signal)
  const nonce = `${step}${number}`.padEnd(16, '0')
  const input = probeInput({ self: { bootId: null, pids: [] } }, { service, runbook }, nonce)
  const text = STEPS[step].probe(input)
  const limits = { deadlineMs: 20_000, maxOutputBytes: 8_388_608 }
  const result = await connection.run({ text, ...limits }, signal)
  const { values, missing } = STEPS[step].parse(result.stdout, input)
  const evidence: Evidence = {
    id: `${step}/${target.name}`,
    step,
    node: target.name,
    command: text,
    exitCode: result.exitCode,
    durationMs: result.durationMs,
    at: clock.now(),
    values,
    output: { text: result.stdout.slice(0, 65_536), truncated: false },
    missing: [...missing],
  }
  const { thresholds } = runbook
  const all = [...before, evidence]
  const judged = { node: target.name, service, thresholds, evidence: all }
  return { evidence, findings: STEPS[step].judge(judged) }
}

const investigate = DBOS.registerWorkflow(
  async (number: number) => {
    const all: Evidence[] = []
    for (const step of StepName.options) {
      const begun = performance.now()
      const { evidence } = await DBOS.runStep(() => carryOut(step, number, all), { name: step })
      all.push(evidence)
      stepMs.push(performance.now() - begun)
    }
    return all.length
  },
  { name: 'investigate' },
)

DBOS.setConfig({
  name: 'bench',
  systemDatabaseUrl: job.database.url,
  runAdminServer: false,
  logLevel: 'error',
})
await DBOS.launch()
await DBOS.registerQueue('bench', { workerConcurrency: job.concurrency })
const begun = performance.now()
const cpuBefore = cpuOf(process.pid)
const handles = []
for (let number = 0; number < job.investigations; number += 1) {
  handles.push(await DBOS.startWorkflow(investigate, { queueName: 'bench' })(number))
}
await Promise.all(handles.map((handle) => handle.getResult()))
const done: Done = {
  seconds: (performance.now() - begun) / 1000,
  cpuSeconds: cpuOf(process.pid) - cpuBefore,
  steps: stepMs.length,
  stepMs,
  peakMb: memoryOf(process.pid).peak,
}
process.stdout.write(JSON.stringify(done))
await DBOS.shutdown()
await remote.close()
