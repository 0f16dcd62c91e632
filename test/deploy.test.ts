import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parseAllDocuments, parse } from 'yaml'
import { z } from 'zod'
import { readEnvironment } from '../src/config/environment.ts'
import { ROOT } from './support/builders.ts'
import { runNode } from './support/run-process.ts'
import { startOperatorServer } from '../src/telemetry/operator-server.ts'

const deployed = (file: string) => readFileSync(path.join(ROOT, 'deploy', file), 'utf8')

const Probe = z.object({ httpGet: z.object({ path: z.string(), port: z.literal('ops') }) })
const Deployment = z.object({
  kind: z.literal('Deployment'),
  spec: z.object({
    replicas: z.number(),
    template: z.object({
      spec: z.object({
        securityContext: z.object({ runAsNonRoot: z.literal(true) }),
        containers: z.tuple([
          z.object({
            env: z.array(z.object({ name: z.string(), value: z.string() })),
            ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
            livenessProbe: Probe,
            readinessProbe: Probe,
          }),
        ]),
      }),
    }),
  }),
})

test('the Kubernetes probes ask where memdiag answers, in three replicas', () => {
  const documents = parseAllDocuments(deployed('kubernetes.yml')).map((each) => each.toJS())

  const deployment = documents
    .map((each) => Deployment.safeParse(each))
    .find((each) => each.success)

  const { replicas, template } = deployment?.data?.spec ?? {}
  const [container] = template?.spec.containers ?? []
  const env = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]))
  const port = container?.ports.find(({ name }) => name === 'ops')?.containerPort
  expect(replicas).toBe(3)
  expect(readEnvironment(env).MEMDIAG_OPS_LISTEN).toEqual({ host: '0.0.0.0', port })
  expect(container?.livenessProbe.httpGet.path).toBe('/healthz')
  expect(container?.readinessProbe.httpGet.path).toBe('/readyz')
})

test('the compose file gives memdiag the variables that it reads', () => {
  const Compose = z.object({
    services: z.object({ memdiag: z.object({ environment: z.record(z.string(), z.string()) }) }),
  })

  const { environment } = Compose.parse(parse(deployed('compose.yml'))).services.memdiag

  expect(Object.keys(environment).toSorted()).toEqual([
    'DATABASE_URL',
    'SLACK_APP_TOKEN',
    'SLACK_BOT_TOKEN',
  ])
})

test('the image is packed into a folder that is there', () => {
  // npm makes none: the image could not be built without.
  expect(deployed('Dockerfile')).toMatch(/mkdir (\S+) && npm pack --pack-destination \1\n/)
})

test('the health check of the image succeeds while memdiag answers and fails when it does not', async () => {
  const check = z
    .tuple([z.literal('node'), z.literal('-e'), z.string()])
    .parse(JSON.parse(/^\s*CMD (\["node".*\])$/m.exec(deployed('Dockerfile'))?.[1] ?? ''))[2]
  const server = await startOperatorServer(
    {
      metrics: { expose: async () => ({ contentType: 'text/plain', text: '' }) },
      ready: () => [],
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    },
    { host: '127.0.0.1', port: 0 },
  )
  const asked = check.replace(':9091/', `:${server.port}/`)

  const healthy = await runNode(['-e', asked])
  await server.stop()
  const gone = await runNode(['-e', asked])

  expect(check).toContain('127.0.0.1:9091/healthz')
  expect(healthy.exitCode).toBe(0)
  expect(gone.exitCode).toBe(1)
})
