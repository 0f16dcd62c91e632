import { readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startTarget } from '../remote/inspector/targets.ts'
import { aCli, documentOf } from '../support/cli.ts'
import { LADDER_LIMIT_MS, LADDER_TEST_MS, writeQuickRunbook } from '../support/growing-process.ts'
import { hasSshd, isOpen, startSshd } from '../support/sshd.ts'

/** Line 2 has the class, line 3 what holds it. */
const LEAK = `
class LeakySession { constructor(id) { this.id = id; this.label = 'session ' + id } }
const registry = { sessions: new Map() }
const grow = (count) => { for (let i = 0; i < count; i++) registry.sessions.set(registry.sessions.size, new LeakySession(i)) }
grow(60000)
setInterval(() => grow(1000), 100)
`

test.skipIf(!hasSshd)(
  'a leak is found with class, holder and place behind a real sshd and `enter`',
  async () => {
    await using sshd = await startSshd()
    using cli = await aCli({}, { timeLimitMs: LADDER_LIMIT_MS })
    await using target = await startTarget(LEAK)
    const nodes = [{ ...sshd.node, enter: 'exec env -i PATH="$PATH" sh' }]
    const service = path.join(target.folder, 'service.cjs')
    cli.writeServices({ leaky: { nodes, process: service, memoryLimit: '2GiB' } })
    writeQuickRunbook(cli, 'quick')

    const args = ['run', 'leaky', '--runbook', './quick.yml', '--approve', 'snapshot']
    const { verdict, findings } = documentOf(await cli.run(...args, '--format', 'json'))

    const { cause, contributing = [] } = verdict ?? {}
    expect([cause, ...contributing.map((each) => each.cause)]).toContain('js-heap-leak')
    const told = findings.map(({ text }) => text).join('\n')
    expect(told).toMatch(/LeakySession \(\S+service\.cjs:2\)/)
    expect(told).toContain('.sessions')
    expect(target.isAlive()).toBe(true)
    await expect(isOpen(target.port)).resolves.toBe(false)
    expect(readdirSync(target.folder)).toEqual(['service.cjs'])
  },
  LADDER_TEST_MS,
)
