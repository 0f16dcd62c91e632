import { parseArgs } from 'node:util'
import { messageOf } from '../../src/core/errors.ts'
import { readArguments, whole } from '../support/read-arguments.ts'
import { aPostgresServer, postgresPrograms } from '../support/postgres.ts'
import { type Disturbance, type Lane, openLane, type Round } from './lane.ts'
import { ladderProblems } from './ladder-outcome.ts'
import { problemsOf } from './outcome.ts'
import { disturbancesOf } from './plan.ts'
import { SceneName } from './scenes.ts'

const USAGE =
  'Usage: npm run crash -- [--runs N] [--from M] [--seed S] [--store pglite|postgres] [--lanes L] [--scene probes|ladder] [--only TEXT]'

/**
 * Kills memdiag with SIGKILL before and after everything it does to the world, then at random times, restarts it, and holds what came of it against an
 * undisturbed run. Ends with 1 and the difference at the first thing that is not as it would have been. A long run that
 * was stopped goes on with `--from` the number that its last lines tell.
 */
const { runs, from, seed, lanes, store, scene, only } = readArguments(USAGE, readOptions)

const begun = performance.now()
const url = await databaseOf(store)
const first = await openLane(await url.create(), scene)
const undisturbed = await first.run({ kind: 'none' })
// The first round of a process does more than the next: both are undisturbed, and must come out alike.
const again = await first.run({ kind: 'none' })
const unlike = problems(again, undisturbed)
if (unlike.length > 0) refuse('none', unlike)
const all = disturbancesOf(again.passed, { runs, seed, only })
const disturbances = [...all.entries()].slice(from)
say(
  `${new Set(again.passed).size} boundaries; ${disturbances.length} runs from ${from}, seed ${seed}, ${store}, ${scene}`,
)

let kills = 0
let missed = 0
let retyped = 0
let lost = 0
const queue = [...disturbances]
const others = await Promise.all(
  Array.from({ length: lanes - 1 }, async () => openLane(await url.create(), scene)),
)
try {
  await Promise.all([first, ...others].map((lane) => workOff(lane, undisturbed)))
} finally {
  for (const lane of [first, ...others]) await lane[Symbol.asyncDispose]()
  await url.close()
}
say(
  `${kills} kills in ${disturbances.length} runs: same verdict, same log, every post once and in order, ${kept()}. ` +
    `${missed} runs ended before their kill; ${retyped} commands were cut off before they were stored. ` +
    `${Math.round((performance.now() - begun) / 1000)} s.`,
)
process.exit(0)

async function workOff(lane: Lane, expected: Round): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [number, disturbance] = next
    const name = `${number} ${nameOf(disturbance)}`
    const round = await lane
      .run(disturbance)
      .catch((error: unknown) => refuse(name, [messageOf(error)]))
    kills += round.kills
    retyped += round.retyped
    if (round.kills === 0) missed += 1
    const found = problems(round, expected)
    if (found.length > 0) refuse(name, found)
    lost += round.outcome.events.filter(isLost).length
    say(`${name}: ${round.kills} kills, ${queue.length} runs left`)
  }
}

function problems(round: Round, expected: Round): string[] {
  return scene === 'probes'
    ? problemsOf(round.outcome, expected.outcome)
    : ladderProblems(round.outcome, expected.outcome, round.kills)
}

function isLost(event: Round['outcome']['events'][number]): boolean {
  return event.kind === 'action-done' && event.outcome === 'unknown'
}

/** What else held in every run. */
function kept(): string {
  if (scene === 'probes') return 'no probe lost'
  return `no touch twice or without a yes, nothing left open; ${lost} actions were interrupted, said so and were asked for again`
}

function nameOf(disturbance: Disturbance): string {
  switch (disturbance.kind) {
    case 'none':
      return 'undisturbed'
    case 'boundary':
      return `${disturbance.where.side} ${disturbance.where.label}`
    case 'times':
      return `after ${disturbance.afterMs.join(', ')} ms`
  }
}

/** Ends all lanes at once: their victims follow, and what lies in their folders is left to look at. */
function refuse(name: string, found: readonly string[]): never {
  process.stderr.write(`${name}:\n${found.map((each) => `  ${each}\n`).join('')}`)
  process.exit(1)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

async function databaseOf(name: string) {
  if (name === 'pglite') return { create: async () => null, close: async () => undefined }
  const programs = postgresPrograms()
  if (name !== 'postgres' || programs === null) throw new Error(`There is no store ${name} here.`)
  const server = await aPostgresServer(programs)
  return {
    create: (): Promise<string | null> => server.createDatabase(),
    close: () => server[Symbol.asyncDispose](),
  }
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '100' },
      from: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      store: { type: 'string', default: 'pglite' },
      lanes: { type: 'string', default: '3' },
      scene: { type: 'string', default: 'probes' },
      only: { type: 'string', default: '' },
    },
  })
  return {
    runs: whole(values.runs, '--runs'),
    from: whole(values.from, '--from'),
    seed: whole(values.seed, '--seed'),
    store: values.store,
    lanes: whole(values.lanes, '--lanes'),
    scene: sceneOf(values.scene),
    only: new RegExp(values.only),
  }
}

function sceneOf(name: string): SceneName {
  const { data } = SceneName.safeParse(name)
  if (data === undefined) throw new Error(`There is no scene ${name}.`)
  return data
}
