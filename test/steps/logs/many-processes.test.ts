import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { probeScript } from '../../../src/steps/prelude.ts'
import { readProcessTable } from '../../../src/steps/process-table.ts'
import { readSections } from '../../../src/steps/sections.ts'
import { aProbeInput, nonce, runProbe, shells } from '../support/run-probe.ts'

const proc = mkdtempSync(join(tmpdir(), 'memdiag-proc-'))
afterAll(() => rmSync(proc, { recursive: true, force: true }))

// More than one command line of xargs takes, which BusyBox ends at 32 KiB; a cmdline ends without a newline.
for (let pid = 1000; pid < 1400; pid++) {
  mkdirSync(join(proc, String(pid)))
  writeFileSync(join(proc, `${pid}/status`), `Name:\tnode\nPPid:\t1\nVmRSS:\t1000 kB\n`)
  writeFileSync(join(proc, `${pid}/stat`), `${pid} (node) S 1\n`)
  writeFileSync(join(proc, `${pid}/cmdline`), `node\0/srv/app-${pid}.js\0`)
}

describe.each(shells)('a node of 400 processes in $name', (shell) => {
  test('loses none where xargs starts anew', async () => {
    const input = aProbeInput({ roots: { proc, cgroup: proc } })

    const { stdout } = await runProbe(shell, probeScript(input, { body: '' }))

    const rows = readProcessTable(readSections(stdout, nonce))?.processes ?? []
    expect(rows).toHaveLength(400)
    expect(rows.filter((row) => row.args.join(' ') !== `node /srv/app-${row.pid}.js`)).toEqual([])
  })
})
