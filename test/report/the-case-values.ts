import type { StepName } from '../../src/core/names.ts'
import type { ProcessRow, Values } from '../../src/core/values.ts'
import {
  aCgroup,
  aRow,
  GiB,
  MiB,
  someCpuinfo,
  someHandshake,
  someLoad,
  someTop,
} from '../support/builders.ts'

export const LOG = '/usr/local/app/taf/app_log/checkout.log'

const cgroup = aCgroup({
  memoryLimitBytes: 2 * GiB,
  memoryUsageBytes: 1_408 * MiB,
  cpuQuota: 2,
  anonBytes: 1_112 * MiB,
  fileBytes: 262 * MiB,
  shmemBytes: 0,
  kernelBytes: 30 * MiB,
  oomKills: 0,
  foreignProcesses: 3,
})

/** RES 35 to 38 MB as top printed it, 14 MB of it shared. */
const workers: ProcessRow[] = Array.from({ length: 48 }, (_, index) => {
  const rssBytes = (35 + (index % 4)) * MiB
  return aRow({
    pid: 40 + index,
    ppid: 38,
    command: '/usr/local/app/taf/checkout/bin/src/index.js: worker process',
    uptimeSeconds: 97_200,
    rssBytes,
    sharedRssBytes: 14 * MiB,
    anonBytes: rssBytes - 14 * MiB,
    privateBytes: null,
  })
})
const master = aRow({
  pid: 38,
  role: 'master',
  command: '/usr/local/app/taf/checkout/bin/src/index.js: master process',
  uptimeSeconds: 97_205,
  rssBytes: 46 * MiB,
  sharedRssBytes: 14 * MiB,
  anonBytes: 32 * MiB,
  privateBytes: null,
})

/** What each step found: the evidence ids without their node, and the values. */
export const FOUND: readonly (readonly [StepName, string, Values])[] = [
  ['load', 'load', someLoad({ cgroup, serviceCpus: 0.06, usableCpus: 2, connections: 212 })],
  [
    'snapshot',
    'snapshot',
    {
      kind: 'snapshot',
      processes: workers.slice(0, 4).map((row) => ({
        pid: row.pid,
        role: 'worker' as const,
        rssBytes: row.rssBytes,
        inspectorPort: row.pid === 40 ? 9229 : null,
        opensOnSignal: true,
        heapSnapshotSignal: false,
        maxOldSpaceBytes: null,
      })),
      limitBytes: 2 * GiB,
    },
  ],
  [
    'snapshot',
    'snapshot.inspector-9229',
    {
      kind: 'inspector',
      pid: 40,
      port: 9229,
      nodeVersion: 'v12.22.12',
      rssBytes: 35 * MiB,
      heapUsedBytes: 10_066_330,
      heapTotalBytes: 12 * MiB,
      externalBytes: 1_572_864,
      arrayBuffersBytes: 104_858,
      heapLimitBytes: 2 * GiB,
    },
  ],
  [
    'websocket',
    'websocket',
    {
      kind: 'websocket',
      packages: [
        { name: 'socket.io', version: '2.3.0', path: 'node_modules/socket.io/package.json' },
        { name: 'ws', version: '7.1.2', path: 'node_modules/ws/package.json' },
      ],
      settings: [{ path: 'index.js', line: 'io(server, { perMessageDeflate: false })' }],
      ports: [8080],
      connections: 212,
      rssBytes: 1_798 * MiB,
    },
  ],
  ['websocket', 'websocket.handshake-8080', someHandshake()],
  [
    'logs',
    'logs',
    {
      kind: 'logs',
      workers: 48,
      files: [
        {
          path: LOG,
          sizeBytes: 41_873_203,
          readBytes: 655_360,
          bytesPerSecond: 1_843,
          lines: 6_102,
        },
      ],
      startup: [
        {
          text: 'server listening on 8080',
          count: 48,
          pids: 48,
          firstAt: '2026-11-22T09:00:04.000Z',
        },
        {
          text: 'config loaded: 214 keys',
          count: 48,
          pids: 48,
          firstAt: '2026-11-22T09:00:03.000Z',
        },
      ],
      periodic: [
        {
          text: 'timed feature: 1200 offers pushed',
          count: 48,
          pids: 48,
          firstAt: null,
          periodSeconds: 60,
        },
      ],
      memoryLines: [
        {
          path: LOG,
          text: '2026-11-23 10:14:31.120 Error: spawn ENOMEM',
          count: 3,
          when: { age: 'recent', at: '2026-11-23T10:14:31.120Z', from: 'line' },
        },
      ],
      nodeAgent: {
        forking: 48,
        cpus: 48,
        physicalCores: 24,
        nodeVersion: 'v12.22.12',
        path: '/usr/local/app/taf/app_log/checkout_agent.log',
      },
      backlogBytes: 0,
    },
  ],
  [
    'top',
    'top',
    someTop({
      manager: 'node-agent',
      managerEvidence: "the master's command line names node-agent",
      processes: [master, ...workers],
      others: [
        {
          pid: 7,
          command: 'sshd: app@notty',
          rssBytes: 9 * MiB,
          anonBytes: 2 * MiB,
          isNode: false,
        },
      ],
      othersRssBytes: 30 * MiB,
      othersAnonBytes: 8 * MiB,
      cgroup,
      os: { name: 'debian 10', kernel: 'Linux 4.19' },
    }),
  ],
  [
    'cpuinfo',
    'cpuinfo',
    someCpuinfo({
      quota: 2,
      usable: 2,
      nodeVersion: 'v12.22.12',
      rules: [
        {
          rule: 'node-agent -i auto (or unset, or 0)',
          manager: 'node-agent',
          arithmetic: 'sum of cpu cores per physical id: 24',
          workers: 24,
          matches: false,
          stated: false,
        },
        {
          rule: 'node-agent -i max',
          manager: 'node-agent',
          arithmetic: "the agent's log: 48 cpus",
          workers: 48,
          matches: true,
          stated: true,
        },
      ],
    }),
  ],
]
