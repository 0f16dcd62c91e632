import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aCli, type Cli } from '../support/cli.ts'
import { aPostgresServer, postgresPrograms, type PostgresServer } from '../support/postgres.ts'
import type { RunningProcess } from '../support/run-process.ts'
import {
  environmentOf,
  startSlackWorkspace,
  type SlackWorkspace,
} from '../support/slack-bridge/workspace.ts'

const programs = postgresPrograms()

describe.skipIf(programs === null)(
  'three memdiag start on one Postgres',
  { timeout: 180_000 },
  () => {
    let server: PostgresServer
    let slack: SlackWorkspace
    let cli: Cli
    let replicas: RunningProcess[] = []

    const start = async (): Promise<RunningProcess> => {
      const replica = cli.start(['start'])
      await replica.waitFor(/memdiag is ready/)
      return replica
    }

    beforeAll(async () => {
      server = await aPostgresServer(programs ?? '')
      slack = await startSlackWorkspace()
      const env = {
        ...environmentOf(slack),
        DATABASE_URL: await server.createDatabase(),
        MEMDIAG_LOG_LEVEL: 'info',
      }
      // The replicas live as long as all tests of them take, on a slow machine too.
      cli = await aCli(env, { timeLimitMs: 900_000 })
      const node = (enter: string) => ({
        nodes: [{ local: true, enter }],
        process: 'no such thing',
      })
      cli.writeServices({
        ...Object.fromEntries(
          ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, node('sleep 1; sh')]),
        ),
        slow: node('sleep 8; sh'),
        long: node('sleep 60; sh'),
      })
      replicas = await Promise.all([start(), start(), start()])
      slack.spreadOverSockets()
    }, 120_000)
    afterAll(async () => {
      for (const replica of replicas) replica.kill('SIGTERM')
      await Promise.all(replicas.map((replica) => replica.ended))
      await slack.close()
      await server[Symbol.asyncDispose]()
      cli[Symbol.dispose]()
    })

    /** Which replica appended to which investigation. */
    const workers = (): ReadonlyMap<string, ReadonlySet<number>> => {
      const found = new Map<string, Set<number>>()
      for (const replica of replicas) {
        for (const [, id = ''] of replica
          .output()
          .stderr.matchAll(/"investigation":"(\w+)","event":"step-started"/g)) {
          found.set(id, (found.get(id) ?? new Set()).add(replica.pid))
        }
      }
      return found
    }

    const list = async (): Promise<{ id: string; service: string; state: string }[]> =>
      JSON.parse((await cli.run('list', '--format', 'json')).stdout)

    const stateOf = async (service: string): Promise<string | undefined> =>
      (await list()).find((each) => each.service === service)?.state

    const ask = (service: string, deliveries = 1) =>
      slack.slash({
        text: `${service} --only load`,
        user: 'alice',
        channel: 'incidents',
        deliveries,
      })

    const rootsOf = async (service: string) =>
      (await slack.messages('incidents')).filter((each) =>
        each.text.startsWith(`Memory of ${service}:`),
      )

    test('share the work, one investigation at one replica, whoever heard the command', async () => {
      const services = ['a', 'b', 'c', 'd', 'e', 'f']

      for (const service of services) await ask(service)

      await expect
        .poll(async () => (await list()).map((each) => each.state), {
          timeout: 60_000,
          interval: 500,
        })
        .toEqual(services.map(() => 'done'))
      expect([...workers().values()].map((each) => each.size)).toEqual(services.map(() => 1))
      expect(new Set([...workers().values()].flatMap((each) => [...each])).size).toBeGreaterThan(1)
    })

    test('take a command once that Slack delivers to each of them', async () => {
      await ask('a', 3)

      await expect
        .poll(async () => (await list()).filter((each) => each.service === 'a').length, {
          timeout: 20_000,
          interval: 500,
        })
        .toBe(2)
      await expect.poll(() => stateOf('a'), { timeout: 30_000 }).toBe('done')
      expect(await rootsOf('a')).toHaveLength(2)
      expect(slack.ephemerals()).toEqual([])
    })

    test('cancel at a click, whichever of them Slack hands it to', async () => {
      // Clicks go to one socket after the other: over three of them not all can be the one that works.
      for (const count of [1, 2, 3]) {
        await ask('long')
        await expect
          .poll(async () => (await rootsOf('long')).length, { timeout: 30_000 })
          .toBe(count)
        await expect.poll(() => stateOf('long'), { timeout: 20_000 }).toBe('running')
        const [root] = (await rootsOf('long')).toReversed()
        const ts = root?.ts ?? ''

        await slack.click({ label: 'Cancel', user: 'alice', channel: 'incidents', ts })

        await expect.poll(() => stateOf('long'), { timeout: 20_000 }).toBe('cancelled')
      }
    })

    test('take over from one that is killed, within 30 s', async () => {
      await ask('slow')
      const worker = await whoWorks('slow')

      worker.kill('SIGKILL')
      const killed = performance.now()

      await expect
        .poll(
          () => replicas.filter((each) => each !== worker).some((each) => works(each, 'slow')),
          {
            timeout: 60_000,
            interval: 100,
          },
        )
        .toBe(true)
      expect(performance.now() - killed).toBeLessThan(30_000)
      await expect.poll(() => stateOf('slow'), { timeout: 60_000, interval: 500 }).toBe('done')
      expect(await rootsOf('slow')).toHaveLength(1)
      replicas = [...replicas.filter((each) => each !== worker), await start()]
    })

    test('hand back what they work when they are stopped, and leave', async () => {
      await ask('slow')
      const worker = await whoWorks('slow', 2)

      worker.kill('SIGTERM')
      const stopped = performance.now()
      const { exitCode, stderr } = await worker.ended

      if (exitCode !== 0) throw new Error(stderr.slice(-2_000))
      expect(performance.now() - stopped).toBeLessThan(20_000)
      await expect.poll(() => stateOf('slow'), { timeout: 60_000, interval: 500 }).toBe('done')
      expect(await rootsOf('slow')).toHaveLength(2)
      replicas = [...replicas.filter((each) => each !== worker), await start()]
    })

    /** Investigations of a service that a replica had a hand in. */
    function works(replica: RunningProcess, service: string): boolean {
      return taken(replica).some((id) => idsOf.get(service)?.at(-1) === id)
    }

    const idsOf = new Map<string, string[]>()

    function taken(replica: RunningProcess): string[] {
      return [...replica.output().stderr.matchAll(/"investigation":"(\w+)".*"working"/g)].map(
        ([, id = '']) => id,
      )
    }

    async function whoWorks(service: string, count = 1): Promise<RunningProcess> {
      await expect
        .poll(async () => (await list()).filter((each) => each.service === service).length, {
          timeout: 20_000,
        })
        .toBe(count)
      const id = (await list()).find((each) => each.service === service)?.id ?? ''
      idsOf.set(service, [...(idsOf.get(service) ?? []), id])
      await expect
        .poll(() => replicas.findIndex((each) => works(each, service)), { timeout: 20_000 })
        .not.toBe(-1)
      const worker = replicas.find((each) => works(each, service))
      if (worker === undefined) throw new Error('nobody works')
      return worker
    }
  },
)
