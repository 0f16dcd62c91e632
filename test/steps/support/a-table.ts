import type { ProcessTable, TableRow } from '../../../src/steps/process-table.ts'

export function aProcess(over: Partial<TableRow> & { pid: number }): TableRow {
  const args = over.args ?? ['node', '/srv/app.js']
  return {
    ppid: 1,
    uid: 1000,
    startTicks: 100,
    cpuTicks: 0,
    uptimeSeconds: 60,
    rssBytes: 60_000_000,
    anonBytes: 15_000_000,
    fileBytes: 45_000_000,
    shmemBytes: 0,
    swapBytes: 0,
    sigCgt: 0x4602n,
    isNode: true,
    exe: '/usr/bin/node',
    comm: 'node',
    args,
    command: args.join(' '),
    ...over,
  }
}

export function aTable(over: Partial<ProcessTable> = {}): ProcessTable {
  return {
    processes: [],
    ancestors: [],
    others: [],
    othersRssBytes: 0,
    othersAnonBytes: 0,
    ticksPerSecond: 100,
    hostUptimeSeconds: 1000,
    bootId: null,
    os: { name: 'debian 12', kernel: '6.1.0' },
    missing: [],
    ...over,
  }
}
