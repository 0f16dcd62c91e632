import { existsSync } from 'node:fs'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { trendOf } from '../../../src/core/trend.ts'
import { loadSeries } from '../../../src/core/load-series.ts'
import { LoadValues } from '../../../src/core/values.ts'
import { loadStep } from '../../../src/steps/load/step.ts'
import { readRequests, requestsFunction } from '../../../src/steps/trend/requests.ts'
import { parseWatch, watchProbe } from '../../../src/steps/trend/watch.ts'
import type { RequestsSetting } from '../../../src/core/service.ts'
import { someEvidence } from '../../support/builders.ts'
import { aProbeInput, runProbe, shells, thresholds } from '../support/run-probe.ts'
import { startNode } from '../support/start-node.ts'
import { askStep } from '../support/trees.ts'

const IDLE = `setInterval(() => {}, 1000); console.log('ready')`

/** Where the metrics page of a server is that from now on listens. */
async function urlOf(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return `http://127.0.0.1:${port}/metrics`
}

/** A service's metrics page as prom-client writes it, which counts ten requests more each time it is read. */
async function metricsPage(page: (count: number) => string) {
  let reads = 0
  const server = createServer((request, response) => {
    reads += 1
    response.end(request.url === '/metrics' ? page(reads * 10) : '')
  })
  return {
    url: await urlOf(server),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function inputFor(script: string, requests: RequestsSetting) {
  const input = aProbeInput({ process: script })
  return { ...input, service: { ...input.service, requests } }
}

const labelled = (count: number) =>
  [
    '# HELP http_requests_total Requests',
    '# TYPE http_requests_total counter',
    `http_requests_total{method="GET",route="/a b{c}"} ${count} 1700000000000`,
    `http_requests_total{method="POST"} ${count}`,
    'http_requests_total_other 7',
    'process_cpu_seconds_total 1.5e+01',
  ].join('\n')

test.each(shells)('$name adds up the counter of all labels, twice', async (shell) => {
  await using page = await metricsPage(labelled)
  await using service = await startNode('counts-requests.js', IDLE)
  const input = inputFor(service.script, { url: page.url })

  const { values, missing } = await askStep(loadStep, shell, input)

  const load = LoadValues.parse(values)
  expect(load.requestsMetric).toBe('http_requests_total')
  // One read lies between the two samples: 20 more in about a second.
  expect(load.requestsPerSecond).toBeGreaterThan(0)
  expect(load.requestsPerSecond).toBeLessThan(21)
  expect(missing.filter(({ what }) => what.startsWith('requests'))).toEqual([])
})

test('a watch tells how many there were in each span', async () => {
  await using page = await metricsPage((count) => `my_hits ${count}\nhttp_requests_total 1`)
  await using service = await startNode('counts-requests.js', IDLE)
  const input = inputFor(service.script, { url: page.url, metric: 'my_hits' })
  const [shell] = shells
  if (shell === undefined) throw new Error('no shell')

  const { values } = parseWatch((await runProbe(shell, watchProbe(input, 3))).stdout, input)

  const trend = trendOf([someEvidence(values)], 'web-1', thresholds)
  const series = trend === null ? null : loadSeries(trend)
  expect(series?.metric).toBe('my_hits')
  expect(series?.requestsPerSecond).toBeGreaterThan(0)
  expect(series?.requestsPerSecond).toBeLessThanOrEqual(10)
})

test.each([
  ['nobody answers there', 'http://127.0.0.1:1/metrics', 'unreadable'],
  ['the page has no such counter', null, 'not-found'],
])('says what is missing where %s', async (_, url, reason) => {
  await using page = await metricsPage(() => 'up 1')
  await using service = await startNode('counts-requests.js', IDLE)
  const [shell] = shells
  if (shell === undefined) throw new Error('no shell')
  const requests = { url: url ?? page.url }
  const input = inputFor(service.script, requests)

  const { values, missing } = await askStep(loadStep, shell, input)

  expect(values).not.toHaveProperty('requestsPerSecond')
  expect(missing).toMatchObject([{ what: `requests counted at ${requests.url}`, reason }])
})

/** A page whose first lines are sent, if any, and which then is never finished. */
async function stuckPage(begun: string) {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  // An HTTP server of Node.js ends the answer once nc has closed its half.
  const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', (head) => {
      asked.push(head.toString())
      if (begun !== '') socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n${begun}`)
    })
  })
  return {
    url: await urlOf(server),
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A folder with some of the machine's programs, as on a node that has no others. */
async function onlyPrograms(names: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'memdiag-programs-'))
  for (const name of names) await symlink(join('/usr/bin', name), join(folder, name))
  return {
    folder,
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true })
    },
  }
}

const STUCK = [
  ['accepts and never answers', ''],
  ['stalls half-way', 'http_requests_total{route="/"} 40\n'],
] as const

const wgets = [{ name: 'wget', path: '/usr/bin/wget' }].filter(({ path }) => existsSync(path))

describe.concurrent.each(STUCK)('a page that %s', (_, begun) => {
  test.each(shells)('is given up after one try, and counts nothing ($name)', async (shell) => {
    await using page = await stuckPage(begun)
    const input = inputFor('none.js', { url: page.url })

    const { stdout } = await runProbe(shell, `${requestsFunction(input.service)}\nrequests`)

    expect(stdout).toBe('requests -\n')
    expect(page.asked).toHaveLength(1)
  })

  test.each(wgets)('is asked once where there is only $name', async () => {
    await using page = await stuckPage(begun)
    await using programs = await onlyPrograms(['wget', 'head', 'awk'])
    const input = inputFor('none.js', { url: page.url })
    const shell = { name: 'dash', path: '/bin/sh', PATH: programs.folder }

    const { stdout } = await runProbe(shell, `${requestsFunction(input.service)}\nrequests`)

    expect(stdout).toBe('requests -\n')
    expect(page.asked).toHaveLength(1)
    expect(page.asked[0]).toContain('User-Agent: Wget')
  })
})

test('a look without a counter has none', () => {
  expect(readRequests(['Tcp: 1 2', 'requests -'])).toBeNull()
  expect(readRequests(['requests 12 http_requests_total'])).toEqual({
    total: 12,
    metric: 'http_requests_total',
  })
})
