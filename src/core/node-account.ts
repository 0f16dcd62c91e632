import type { Account } from './account.ts'
import type { Evidence } from './evidence.ts'
import { type HeapView, heapViews } from './heap-view.ts'
import { insideItems, named } from './inside-process.ts'
import { type Reading, reading } from './readings.ts'
import { Ladder } from './runbook.ts'
import { say } from './say.ts'
import type { Service } from './service.ts'
import { privateOf, sharedOnce, sum } from './sizing.ts'
import type { Cgroup, ProcessRow } from './values.ts'

export type LimitSource = 'config' | 'cgroup' | 'host'

export type NodeAccount = {
  readonly account: Account
  readonly limitSource: LimitSource
  /** Null when nothing on the node told how much is used. */
  readonly usageBytes: number | null
  /** The usage is the cgroup's: page cache and kernel memory are in it. */
  readonly fromCgroup: boolean
}

/**
 * Where the memory of one node went. Limit: services.yml, else the cgroup's, else the host's. Usage: the
 * cgroup's when it is the service's own and limited, else private memory of its processes plus shared once.
 */
export function nodeAccount(
  node: string,
  service: Service,
  evidence: readonly Evidence[],
): NodeAccount {
  const top = reading(evidence, node, 'top')
  const load = reading(evidence, node, 'load')
  const seen = top ?? load
  if (seen === null) return unknown(service)
  const rows = top?.values.processes ?? []
  const cgroup = seen.values.cgroup
  const own = isOwn(cgroup, rows.length)
  const { limitBytes, limitSource } = limitOf(
    service,
    own ? cgroup : null,
    seen.values.hostMemoryBytes,
  )
  const usage = own ? cgroup.memoryUsageBytes : null
  // Only their counters are looked at: what grows is not the account's to say.
  const views = heapViews(evidence, node, Ladder.parse({}))
  if (usage !== null) {
    const account = close(limitBytes, usage, cgroupItems(cgroup, { rows, views, id: seen.id }))
    return { account, limitSource, usageBytes: usage, fromCgroup: true }
  }
  if (top === null) return { ...unknown(service), limitSource }
  const items = processItems(top, views)
  const total = sum(items.map((item) => item.bytes))
  return {
    account: close(limitBytes, total, items),
    limitSource,
    usageBytes: total,
    fromCgroup: false,
  }
}

/** The account of the service: the sum over its nodes; a limit only where every node has one. */
export function sumAccounts(accounts: readonly Account[]): Account {
  const items = new Map<string, Account['items'][number]>()
  for (const item of accounts.flatMap((account) => account.items)) {
    const before = items.get(item.name)
    items.set(item.name, {
      ...item,
      bytes: item.bytes + (before?.bytes ?? 0),
      evidence: [...(before?.evidence ?? []), ...item.evidence],
    })
  }
  const limits = accounts.map((account) => account.limitBytes)
  const known = limits.filter((limit) => limit !== null)
  return {
    limitBytes: known.length > 0 && known.length === limits.length ? sum(known) : null,
    usageBytes: sum(accounts.map((account) => account.usageBytes)),
    items: [...items.values()],
    unexplainedBytes: sum(accounts.map((account) => account.unexplainedBytes)),
  }
}

/**
 * Processes of others that a container's cgroup holds without ceasing to be the service's own: its init,
 * an SSH server, the shells of people and of the probe itself.
 */
const COMPANIONS = 10

/** A limited cgroup is the service's own unless strangers outnumber its processes. */
export function isOwn(cgroup: Cgroup, serviceProcesses: number): boolean {
  if (cgroup.memoryLimitBytes === null || cgroup.memoryUsageBytes === null) return false
  return (cgroup.foreignProcesses ?? 0) <= serviceProcesses + COMPANIONS
}

function limitOf(
  service: Service,
  cgroup: Cgroup | null,
  hostBytes: number,
): { limitBytes: number; limitSource: LimitSource } {
  if (service.memoryLimitBytes !== undefined) {
    return { limitBytes: service.memoryLimitBytes, limitSource: 'config' }
  }
  const limit = cgroup?.memoryLimitBytes ?? null
  // A cgroup limit above the host's memory is none: some runtimes write one.
  if (limit !== null && limit < hostBytes) return { limitBytes: limit, limitSource: 'cgroup' }
  return { limitBytes: hostBytes, limitSource: 'host' }
}

type Items = Account['items']

function processItems(top: Reading<'top'>, views: readonly HeapView[]): Items {
  const rows = top.values.processes
  const evidence = [top.id]
  return present([
    ...byRole({ rows, views, evidence }, privateOf),
    { ...named(say`shared between processes, counted once`), bytes: sharedOnce(rows), evidence },
  ])
}

/**
 * Inside a cgroup only anonymous memory is taken from the processes: their file pages are in the cgroup's
 * page cache already (memory.stat `file`, which in both versions contains shmem).
 */
function cgroupItems(
  cgroup: Cgroup,
  { rows, views, id }: { rows: readonly ProcessRow[]; views: readonly HeapView[]; id: string },
): Items {
  const evidence = [id]
  const shmem = cgroup.shmemBytes ?? 0
  return present([
    ...byRole({ rows, views, evidence }, anonOf),
    {
      ...named(say`other processes in the cgroup`),
      bytes: foreignAnon(cgroup, sum(rows.map(anonOf))),
      evidence,
    },
    { ...named(say`shared memory (tmpfs, shm)`), bytes: shmem, evidence },
    { ...named(say`page cache`), bytes: Math.max(0, (cgroup.fileBytes ?? 0) - shmem), evidence },
    { ...named(say`kernel`), bytes: cgroup.kernelBytes ?? 0, evidence },
  ])
}

/** Anonymous memory of a process, for holding it against that of its cgroup. */
export function anonOf(row: ProcessRow): number {
  return row.anonBytes ?? privateOf(row)
}

/** Anonymous memory of the cgroup that is not the service's; 0 unless strangers are known to be there. */
export function foreignAnon(cgroup: Cgroup, serviceAnonBytes: number): number {
  if (cgroup.anonBytes === null || (cgroup.foreignProcesses ?? 0) === 0) return 0
  return Math.max(0, cgroup.anonBytes - serviceAnonBytes)
}

const ROLE_ITEMS = [
  { name: say`workers, private`, roles: ['worker'] },
  { name: say`master, private`, roles: ['master'] },
  { name: say`other processes of the service, private`, roles: ['agent', 'other'] },
] as const

type Measured = {
  readonly rows: readonly ProcessRow[]
  readonly views: readonly HeapView[]
  readonly evidence: string[]
}

/** Processes by their role; those whose inside was measured stand apart, item by item. */
function byRole({ rows, views, evidence }: Measured, bytesOf: (row: ProcessRow) => number): Items {
  const inside = rows.flatMap((row) => {
    const view = views.find((each) => each.pid === row.pid)
    return view === undefined ? [] : insideItems(view, bytesOf(row), evidence)
  })
  const others = rows.filter((row) => !views.some((view) => view.pid === row.pid))
  const items = ROLE_ITEMS.map(({ name, roles }) => ({
    ...named(name),
    bytes: sum(others.filter((row) => roles.some((role) => role === row.role)).map(bytesOf)),
    evidence,
  }))
  return [...items, ...inside]
}

function present(items: Items): Items {
  return items.filter((item) => item.bytes > 0)
}

function close(limitBytes: number, usageBytes: number, items: Items): Account {
  const explained = sum(items.map((item) => item.bytes))
  return { limitBytes, usageBytes, items, unexplainedBytes: usageBytes - explained }
}

function unknown(service: Service): NodeAccount {
  const limitBytes = service.memoryLimitBytes ?? null
  return {
    account: { limitBytes, usageBytes: 0, items: [], unexplainedBytes: 0 },
    limitSource: limitBytes === null ? 'host' : 'config',
    usageBytes: null,
    fromCgroup: false,
  }
}
