import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../support/builders.ts'
import { aCli, type Cli } from '../support/cli.ts'
import { runProcess } from '../support/run-process.ts'

let cli: Cli
beforeAll(async () => {
  cli = await aCli()
  cli.writeServices({ checkout: { nodes: [{ local: true }] } })
})
afterAll(() => cli[Symbol.dispose]())

describe('wrong use gives exit code 2, an empty stdout, and what to do', () => {
  test.each([
    [['run', 'chekout'], 'There is no service `chekout`', 'Did you mean checkout?'],
    [['run'], 'Which service?', 'has: checkout'],
    [
      ['run', 'checkout', '--only', 'tpo'],
      'There is no step `tpo`',
      'load, snapshot, websocket, logs, top, cpuinfo',
    ],
    [['run', 'checkout', '--node', 'x'], 'has no node `x`', 'Its nodes are: local.'],
    [['run', 'checkout', '--host', 'x'], 'not both', ''],
    [['run', '--host', ','], '`,` names nothing', 'separated by commas'],
    [['run', 'checkout', '--only', ','], '`,` names nothing', 'separated by commas'],
    [['run', '--host', 'a b'], '`a b` is not [user@]host[:port]', 'app@web-1.example:2222'],
    [['run', 'checkout', '--runbook', 'nowhere'], 'There is no runbook nowhere', 'memory'],
    [['run', 'checkout', '--services', 'gone.yml'], 'gone.yml', 'Check the path'],
    [['run', 'checkout', '--approve', 'rm'], 'no action `rm` to approve', 'inspect, gc, profile'],
    [['run', 'checkout', '--force'], '--force goes with --approve', 'overrules the guard'],
    [['export', '--format', 'pdf'], 'There is no format `pdf`', 'markdown, html and json'],
    [['export', '--zone', 'Mars/Olympus'], 'There is no time zone `Mars/Olympus`', 'Europe/Berlin'],
    [['show', '--format', 'html'], 'There is no format `html` here', 'memdiag export'],
    [['show', 'zzzzzz'], 'zzzzzz', 'memdiag list'],
    [['schema', 'x'], 'There is no schema `x`', 'services, runbook, investigation'],
    [['frobnicate'], "unknown command 'frobnicate'", '--help'],
    [['run', 'checkout', '--frob'], "unknown option '--frob'", '--help'],
  ])('%j', async (args, message, hint) => {
    const result = await cli.run(...args)

    expect(result.exitCode).toBe(2)
    expect(result.stdout).toBe('')
    expect(result.stderr).toContain(message)
    expect(result.stderr).toContain(hint)
  })

  test('as JSON where JSON was asked for', async () => {
    const result = await cli.run('run', 'chekout', '--format', 'json')

    expect(result.exitCode).toBe(2)
    expect(JSON.parse(result.stdout)).toEqual({
      version: 1,
      error: {
        code: 'service-unknown',
        message: expect.stringContaining('There is no service `chekout`'),
        hint: 'Did you mean checkout?',
      },
    })
  })

  test('a bad services.yml is told with file, line and key', async () => {
    const file = path.join(cli.folder, 'bad.yml')
    writeFileSync(file, 'services:\n  a:\n    nodes: [x]\n    colour: red\n')

    const result = await cli.run('run', 'a', '--services', 'bad.yml')

    expect(result.exitCode).toBe(2)
    expect(result.stderr).toContain(`${file}:4:5: services.a.colour: unknown key`)
  })
})

test('help names every command and the exit codes', async () => {
  const result = await cli.run('--help')

  expect(result.exitCode).toBe(0)
  for (const word of [
    'run',
    'start',
    'demo',
    'list',
    'show',
    'export',
    'resume',
    'check',
    'explain',
    'schema',
  ]) {
    expect(result.stdout).toMatch(new RegExp(`^  ${word}\\b`, 'm'))
  }
  expect(result.stdout).toContain('130 interrupted')
})

test('without a command it shows its help on stderr, as wrong use', async () => {
  const result = await cli.run()

  expect(result.exitCode).toBe(2)
  expect(result.stdout).toBe('')
  expect(result.stderr).toContain('Usage: memdiag')
})

test('a reader that closes the pipe is no fault', async () => {
  const main = path.join(ROOT, 'src/main.ts')
  const result = await runProcess('sh', [
    '-c',
    `"$0" "$1" schema | true; echo end`,
    process.execPath,
    main,
  ])

  expect(result.stdout).toBe('end\n')
  expect(result.stderr).toBe('')
})

test('the version is the package’s', async () => {
  expect((await cli.run('--version')).stdout).toBe('0.1.0\n')
})

test('explain prints every script and runs none', async () => {
  const result = await cli.run('explain', 'checkout')

  expect(result.exitCode).toBe(0)
  expect(result.stdout).toContain('local: this machine')
  for (const step of ['load', 'snapshot', 'websocket', 'logs', 'top', 'cpuinfo']) {
    expect(result.stdout).toMatch(new RegExp(`^${step}, at most \\d+ s and \\d+ bytes$`, 'm'))
  }
  expect(result.stdout).not.toMatch(/\/environ\b/)
})

test.each(['services', 'runbook', 'investigation'])('schema %s is a JSON Schema', async (what) => {
  const schema = JSON.parse((await cli.run('schema', what)).stdout)

  expect(schema).toMatchObject({ type: 'object', $schema: expect.stringContaining('json-schema') })
})

test('an empty list says how to begin', async () => {
  using fresh = await aCli()

  expect((await fresh.run('list')).stdout).toContain('No investigation yet')
})

test('a second process on the same data works with the one that has it open', async () => {
  using other = await aCli()
  other.writeServices({ slow: { nodes: [{ local: true }], process: 'no such thing' } })
  const first = other.start(['run', 'slow'])
  await first.waitFor(/load: started/)

  const second = await other.run('list')

  expect(second.stdout).toMatch(/slow +(running|done)/)
  expect((await first.ended).exitCode).toBe(0)
})

test('start says which token is missing', async () => {
  const result = await cli.run('start')

  expect(result.exitCode).toBe(2)
  expect(result.stderr).toContain('SLACK_BOT_TOKEN is not set')
})
