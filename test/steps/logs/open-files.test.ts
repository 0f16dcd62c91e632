import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openFilesOf } from '../../../src/steps/logs/open-files.ts'
import { logsStep } from '../../../src/steps/logs/step.ts'
import { readSections } from '../../../src/steps/sections.ts'
import { aProbeInput, runProbe, shells, thresholds } from '../support/run-probe.ts'

const folder = mkdtempSync(join(tmpdir(), 'memdiag-stdio-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const stdio = (...lines: string[]) =>
  openFilesOf(readSections(`@n open\n${lines.join('\n')}\n`, 'n')).stdioIsFiles

test.each([
  ['files', ['7\t1\t0100001\t/var/log/out.log', '7\t2\t0100001\t/dev/null'], true],
  ['a pipe', ['7\t1\t01\t/var/log/out.log', '7\t2\t01\tpipe:[99]'], false],
  ['a socket, as under systemd', ['7\t1\t02\tsocket:[99]', '7\t2\t02\tsocket:[99]'], false],
  ['a terminal', ['7\t1\t02\t/dev/pts/0', '7\t2\t01\t/dev/null'], false],
  ['a named pipe', ['7\t1\t01\tpipe:/run/out', '7\t2\t01\t/dev/null'], false],
  ['closed', [], false],
  ['files, but of another process unknown', ['7\t1\t01\t/o.log', '8\t-\t-\tunreadable'], false],
])('knows of no backlog where stdout and stderr are %s: %j is %s', (_name, lines, expected) => {
  expect(stdio(...lines)).toBe(expected)
})

describe.each(shells)('in $name', (shell) => {
  test.each(['a file', 'a named pipe'])('a live process that prints to %s', async (kind) => {
    const name = `stdio-${shell.name}-${kind}`.replaceAll(' ', '-')
    const out = join(folder, `${name}.out`)
    const script = join(folder, `${name}.cjs`)
    writeFileSync(script, `process.stdin.resume(); process.send('up')`)
    if (kind === 'a named pipe') execFileSync('mkfifo', [out])
    // Opening a named pipe for both ways does not wait for a reader.
    const fd = openSync(out, kind === 'a named pipe' ? 'r+' : 'a')
    const child = spawn(process.execPath, [script], { stdio: ['pipe', fd, fd, 'ipc'] })
    await once(child, 'message')
    const input = aProbeInput({ process: name, thresholds: { ...thresholds, sampleSeconds: 0.2 } })

    const { stdout } = await runProbe(shell, logsStep.probe(input))
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    closeSync(fd)

    const { values } = logsStep.parse(stdout, input)
    expect(values).toMatchObject({ backlogBytes: kind === 'a file' ? 0 : null })
  })
})
