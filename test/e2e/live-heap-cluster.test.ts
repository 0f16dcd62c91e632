import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startTarget } from '../remote/inspector/targets.ts'
import { aCli, documentOf } from '../support/cli.ts'
import { LADDER_LIMIT_MS, LADDER_TEST_MS, writeQuickRunbook } from '../support/growing-process.ts'
import { hasSshd, isOpen, startSshd } from '../support/sshd.ts'

/** Where SIGUSR1 opens the inspector of any worker that was started without a flag. */
const NODE_PORT = 9229

/**
 * Line 2 has the class, line 3 what holds it. Each worker has 60 MB of it, which is most of what the service holds, and
 * holds 4,000 small ones more a second.
 */
const LEAK = `
class LeakySession { constructor(id, bytes) { this.id = id; this.label = Buffer.alloc(bytes, String(id)).toString('latin1') } }
class Registry { constructor() { this.sessions = new Map() } }
const cluster = require('node:cluster')
const registry = new Registry()
const grow = (count, bytes) => { for (let i = 0; i < count; i++) registry.sessions.set(registry.sessions.size, new LeakySession(i, bytes)) }
if (cluster.isPrimary) for (let i = 0; i < 4; i++) console.log('worker ' + cluster.fork().process.pid)
else { grow(30000, 2000); setInterval(() => grow(400, 40), 100) }
`

test.skipIf(!hasSshd)(
  'a leak in the workers of a cluster is found with class, holder and place, and each is left as it was',
  async () => {
    await expect.poll(() => isOpen(NODE_PORT), { timeout: 60_000 }).toBe(false)
    await using sshd = await startSshd()
    using cli = await aCli({}, { timeLimitMs: LADDER_LIMIT_MS })
    await using primary = await startTarget(LEAK, { flags: [] })
    const workers = primary.lines.flatMap((line) => /^worker (\d+)$/.exec(line)?.[1] ?? [])
    const service = path.join(primary.folder, 'service.cjs')
    cli.writeServices({ leaky: { nodes: [sshd.node], process: service, memoryLimit: '8GiB' } })
    writeQuickRunbook(cli, 'quick', { problemUsageRatio: 0.02 })

    const args = ['run', 'leaky', '--runbook', './quick.yml', '--approve', 'snapshot']
    const result = await cli.run(...args, '--format', 'json')

    expect(result.exitCode).toBe(0)
    const { verdict, findings, evidence } = documentOf(result)
    expect(verdict).toMatchObject({ cause: 'js-heap-leak' })
    const told = findings.map(({ text }) => text).join('\n')
    expect(told).toMatch(/LeakySession \(\S+service\.cjs:2\)/)
    expect(told).toMatch(/Registry \(\S+service\.cjs:3\)/)
    const compared = evidence.flatMap(({ values }) =>
      values.kind === 'heap-comparison' ? [values] : [],
    )
    expect(compared.map(({ pid }) => workers.includes(String(pid)))).toEqual([true])
    const processes = [String(primary.child.pid), ...workers]
    expect(processes.map((pid) => [pid, listening(pid)])).toEqual(processes.map((pid) => [pid, []]))
    expect(processes).toHaveLength(5)
    await expect(isOpen(NODE_PORT)).resolves.toBe(false)
    expect(readdirSync(primary.folder)).toEqual(['service.cjs'])
  },
  LADDER_TEST_MS,
)

/** Inodes of the TCP sockets of a process that listen; throws where it is gone. */
function listening(pid: string): string[] {
  const listeners = new Set(
    ['tcp', 'tcp6'].flatMap((table) =>
      readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        // 0A: LISTEN, the tenth field: inode: proc(5).
        .flatMap((fields) => (fields[3] === '0A' ? [fields[9] ?? ''] : [])),
    ),
  )
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1]
    return inode !== undefined && listeners.has(inode) ? [inode] : []
  })
}
