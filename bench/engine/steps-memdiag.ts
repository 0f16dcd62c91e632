// memdiag's engine without Slack: so many investigations, from the first event to the last.
import { setTimeout as wait } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'
import type { Event } from '../../src/core/event.ts'
import type { Store } from '../../src/core/store-port.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { openEmbeddedStore } from '../../src/store/open-embedded-store.ts'
import { openPostgresStore } from '../../src/store/open-postgres-store.ts'
import { STEPS } from '../../src/steps/all-steps.ts'
import { theRunbook } from './canned-host.ts'
import { cpuOf, memoryOf } from './figures.ts'
import { aRemote, clock, type Done, type Job, readJob, serviceOf, silent } from './job.ts'

const job = readJob()
const store = await open(job)
const remote = aRemote()
const engine = createEngine({
  store,
  remote,
  steps: STEPS,
  runbook: theRunbook(),
  clock,
  newId: () => randomUUID().replaceAll('-', '').slice(0, 12),
  self: { bootId: null, pids: [] },
  log: silent,
})
const stop = new AbortController()
const ids: string[] = []
const ended = new Set<string>()
const begun = performance.now()
const cpuBefore = cpuOf(process.pid)
for (let number = 0; number < job.investigations; number += 1) {
  const started = await engine.start({ service: serviceOf(job, number), startedBy: 'bench' })
  ids.push(typeof started === 'string' ? started : started.id)
}
const working = store.work(
  {
    async advance(id, signal) {
      const state = await engine.advance(id, signal)
      if (state.endedAt !== null) ended.add(id)
    },
    deliver: async () => undefined,
  },
  stop.signal,
)
while (ended.size < ids.length) await wait(20)
const seconds = (performance.now() - begun) / 1000
const cpuSeconds = cpuOf(process.pid) - cpuBefore
const logs = await Promise.all(ids.map((id) => store.load(id)))
const stepMs = logs.flatMap(stepTimes)
stop.abort()
await working
const done: Done = {
  seconds,
  cpuSeconds,
  steps: stepMs.length,
  stepMs,
  peakMb: memoryOf(process.pid).peak,
}
process.stdout.write(JSON.stringify(done))
await remote.close()
await store.close()

function open({ database }: Job): Promise<Store> {
  if ('url' in database) return openPostgresStore({ url: database.url, clock, log: silent })
  return openEmbeddedStore({ folder: database.folder, clock, log: silent })
}

function stepTimes(events: readonly Event[]): number[] {
  const startedAt = new Map<string, number>()
  const times: number[] = []
  for (const event of events) {
    if (event.kind === 'step-started') startedAt.set(event.step, Date.parse(event.at))
    if (event.kind !== 'step-done') continue
    times.push(Date.parse(event.at) - (startedAt.get(event.step) ?? Number.NaN))
  }
  return times
}
