import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection, Remote, Script } from '../../src/core/remote-port.ts'
import type { Target } from '../../src/core/target.ts'
import { processesWith, until, untilGone } from './remote-fixtures.ts'
import { closedPortCases, portCases } from './remote-ports.ts'

export type RemoteUnderTest = {
  readonly remote: Remote
  readonly target: Target
  stop(): Promise<void>
}

type Options = {
  readonly skip?: boolean
  /** `enter` leads into a container, where no tunnel goes. */
  readonly tunnels: boolean
}

/** What every way to a node has to do. */
export function remoteContract(
  name: string,
  options: Options,
  start: () => Promise<RemoteUnderTest>,
): void {
  describe.skipIf(options.skip === true)(`a node reached by ${name}`, () => {
    const never = new AbortController().signal
    let under: RemoteUnderTest
    let connection: Connection
    beforeAll(async () => {
      under = await start()
      connection = await under.remote.connect(under.target, never)
    })
    afterAll(async () => {
      await under?.remote.close()
      await under?.stop()
    })
    const run = (script: Partial<Script> & { text: string }, signal = never) =>
      connection.run({ deadlineMs: 20_000, maxOutputBytes: 1_000_000, ...script }, signal)

    scriptCases(run)
    if (options.tunnels) portCases(() => connection)
    else closedPortCases(() => connection)

    test('keeps one connection for concurrent callers', async () => {
      const connections = await Promise.all(
        Array.from({ length: 5 }, () => under.remote.connect(under.target, never)),
      )

      const results = await Promise.all(
        connections.map((each) =>
          each.run({ text: 'echo $SSH_CONNECTION', deadlineMs: 9_000, maxOutputBytes: 999 }, never),
        ),
      )

      expect(new Set(results.map((each) => each.stdout)).size).toBe(1)
    })
  })
}

type Run = (
  script: Partial<Script> & { text: string },
  signal?: AbortSignal,
) => ReturnType<Connection['run']>

function scriptCases(run: Run): void {
  test('gives output, errors and exit code of a script', async () => {
    const result = await run({ text: 'echo "it\'s \\\\ $((1 + 2))"\necho no >&2\nexit 3' })

    expect(result).toMatchObject({
      stdout: "it's \\ 3\n",
      stderr: 'no\n',
      exitCode: 3,
      truncated: false,
      timedOut: false,
    })
  })

  test('gives 127 for a command that is not there', async () => {
    const result = await run({ text: 'memdiag-has-no-such-command' })

    expect(result.exitCode).toBe(127)
    expect(result.stderr).toContain('memdiag-has-no-such-command')
  })

  test('gives a script nothing to read on stdin', async () => {
    const result = await run({ text: 'cat\nread -r line || echo end\necho after' })

    expect(result.stdout).toBe('end\nafter\n')
  })

  test('marks its own process in the command line', async () => {
    const result = await run({ text: "tr '\\0' ' ' < /proc/$$/cmdline" })

    expect(result.stdout).toContain('memdiag-probe')
  })

  test('leaves NUL bytes and replaces what is not UTF-8', async () => {
    const result = await run({ text: "printf 'a\\0b\\377\\303\\251'" })

    expect(result.stdout).toBe('a\0b\uFFFDé')
  })

  test('masks secrets in output and errors', async () => {
    const result = await run({ text: 'echo "password=hunter2"; echo "--token hunter3" >&2' })

    expect(result.stdout + result.stderr).not.toContain('hunter')
  })

  test('kills a script at its deadline, with its children and orphans', async () => {
    const mark = String(randomInt(100_000_000, 999_999_999))

    const result = await run({
      text: `echo begun; (sh -c 'sleep ${mark}; true' & wait) & (sleep ${mark} &)\nsleep ${mark}`,
      deadlineMs: 700,
    })

    expect(result).toMatchObject({
      stdout: 'begun\n',
      exitCode: null,
      timedOut: true,
      mayStillRun: false,
    })
    await untilGone(mark)
  })

  test('kills a script that ignores signals when the caller gives up', async () => {
    const mark = String(randomInt(100_000_000, 999_999_999))
    const controller = new AbortController()
    const running = run({ text: `trap '' HUP INT TERM PIPE\nsleep ${mark}` }, controller.signal)
    await until(() => processesWith(`sleep ${mark}`).length > 0)

    controller.abort()

    await expect(running).rejects.toMatchObject({ code: 'aborted' })
    await untilGone(mark)
  })

  test('bounds endless output and kills what writes it', async () => {
    const mark = String(randomInt(100_000_000, 999_999_999))

    const result = await run({ text: `yes ${mark}`, maxOutputBytes: 5_000 })

    expect(result).toMatchObject({ truncated: true, exitCode: null, timedOut: false })
    expect(Buffer.byteLength(result.stdout)).toBe(5_000)
    await untilGone(mark)
  })

  test('does not grow with 100 MB of output on both streams', async () => {
    const before = process.memoryUsage().rss

    const result = await run({
      text: 'head -c 100000000 /dev/zero >&2; head -c 100000000 /dev/zero',
      maxOutputBytes: 100_000,
    })

    expect(result.truncated).toBe(true)
    expect(result.stdout.length).toBe(100_000)
    expect(result.stderr.length).toBe(65_536)
    expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000)
  })

  test('gives a short answer within its time though the script left something behind', async () => {
    const mark = String(randomInt(100_000_000, 999_999_999))

    const result = await run({ text: `sleep ${mark} & echo done`, deadlineMs: 15_000 })

    expect(result).toMatchObject({ stdout: 'done\n', timedOut: false })
    expect(result.durationMs).toBeLessThan(10_000)
    for (const pid of processesWith(mark)) process.kill(pid, 'SIGKILL')
  })

  test('runs more scripts at once than a connection has channels', async () => {
    const results = await Promise.all(
      Array.from({ length: 15 }, (_, index) => run({ text: `sleep 0.1; echo ${index}` })),
    )

    expect(results.map((each) => each.stdout.trim())).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
      '10',
      '11',
      '12',
      '13',
      '14',
    ])
  })

  test('ends as many hanging scripts at once as there are channels', async () => {
    const mark = String(randomInt(100_000_000, 999_999_999))

    const results = await Promise.all(
      Array.from({ length: 6 }, () => run({ text: `sleep ${mark}`, deadlineMs: 1_500 })),
    )

    expect(results.every((each) => each.timedOut)).toBe(true)
    await untilGone(mark)
  })

  test('takes a script of 100 kB', async () => {
    const result = await run({ text: `: '${'x'.repeat(100_000)}'\necho read` })

    expect(result.stdout).toBe('read\n')
  })
}
