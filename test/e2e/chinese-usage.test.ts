import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildSnapshot } from '../heap/support/build-snapshot.ts'
import { aCli, type Cli } from '../support/cli.ts'

/** Each test starts the command line: seconds on a quick machine, half a minute on a busy one. */
vi.setConfig({ testTimeout: 120_000 })

let cli: Cli
beforeAll(async () => {
  cli = await aCli({ LANG: 'zh_CN.UTF-8' })
  cli.writeServices({ checkout: { nodes: [{ local: true }] } })
  // The second thread reads the first of two, and finds what is wrong with it.
  writeFileSync(path.join(cli.folder, 'profile'), '{"nodes":[]}')
  writeFileSync(
    path.join(cli.folder, 'whole'),
    buildSnapshot([{ type: 'synthetic', name: '(root)', id: 1 }]),
  )
})
afterAll(() => cli[Symbol.dispose]())

test.each([
  [['run', 'chekout'], 'services.yml 中没有服务 `chekout`。', '你是指 checkout 吗？'],
  [['run', 'checkout', '--only', 'tpo'], '没有步骤 `tpo`。', '步骤有：load, snapshot'],
  [['run', 'checkout', '--frob'], '未知选项“--frob”', '参见 `memdiag --help`'],
  [['rnu'], '未知命令“rnu”', '你是指 run 吗？参见 `memdiag --help`'],
  [['run', '--host', 'a b'], '`a b` 不符合 [user@]host[:port]。', '例如 app@web-1.example:2222'],
  [['run', 'checkout', '--node', 'x'], '服务 checkout 没有节点 `x`。', '它的节点有：local。'],
  [['start'], '没有设置 SLACK_BOT_TOKEN，无法连接 Slack。', '请用 manifest.yml 创建应用并安装'],
  [['heap', 'summary', 'gone.heapsnapshot'], '没有文件 gone.heapsnapshot。', '请给出'],
  [['heap', 'diff', 'profile', 'whole'], '不是堆快照：它像是 CPU profile', '请在 DevTools 的'],
])('wrong use is told in Chinese where the locale says so: %j', async (args, message, hint) => {
  const { exitCode, stderr } = await cli.run(...args)

  expect(exitCode).toBe(2)
  expect(stderr).toContain(message)
  expect(stderr).toContain(hint)
})

test('explain and help read in Chinese; scripts and options stay as they are', async () => {
  const explained = await cli.run('explain', 'checkout')
  const help = await cli.run('run', '--help')
  const start = await cli.run('start', '--help')

  expect(explained.stdout).toContain('服务 checkout\n\n节点：\n  local：本机\n')
  expect(explained.stdout).toMatch(/\ntop，最多 \d+ s、\d+ 字节\n/)
  expect(help.stdout).toMatch(/--only <steps> +只运行这些步骤/)
  expect(start.stdout).toContain('需要 SLACK_BOT_TOKEN')
  expect(start.stdout).not.toContain('Needs')
})

test('faults of services.yml are told in Chinese, with line and key as they stand there', async () => {
  const file = path.join(cli.folder, 'bad.yml')
  writeFileSync(
    file,
    'services:\n  a:\n    nodes: [x]\n    colour: red\n    memoryLimit: two\n  b:\n    nodes: x\n',
  )

  const { exitCode, stderr } = await cli.run('run', 'a', '--services', 'bad.yml')

  expect(exitCode).toBe(2)
  expect(stderr).toContain(`${file}:4:5: services.a.colour：未知的键`)
  expect(stderr).toContain('services.a.memoryLimit：应为字节数，或带 KiB、MiB、GiB 的数字')
  expect(stderr).toContain(`${file}:7:5: services.b.nodes：输入无效：应为 array，实际是 string`)
  expect(stderr).toContain('请更正上述各行')
})

test.each([
  ['LANG, behind an empty LC_ALL', { LC_ALL: '' }],
  ['LC_MESSAGES', { LANG: 'C', LC_MESSAGES: 'zh_CN.UTF-8' }],
])('a variable that is wrong is told in the Chinese of %s, by its name', async (_, locale) => {
  const { exitCode, stderr } = await cli.start(['list'], { MEMDIAG_ZONE: 'Mars', ...locale }).ended

  expect(exitCode).toBe(2)
  expect(stderr).toContain('环境变量 MEMDIAG_ZONE：应为时区，例如 Asia/Shanghai。')
  expect(stderr).toContain('请更正该变量，或取消设置。')
})

test('check reads in Chinese; as JSON it stays English', async () => {
  const shown = await cli.run('check')
  const json = await cli.run('check', '--format', 'json')

  expect(shown.stdout).toContain('services.yml：服务数：1')
  expect(shown.stdout).toContain('已连接，Linux')
  expect(shown.stdout).toContain('未配置：没有设置 SLACK_BOT_TOKEN（终端不需要）')
  expect(shown.stdout).toContain('一切正常。')
  expect(JSON.parse(json.stdout)).toMatchObject({
    ok: true,
    checks: expect.arrayContaining([
      { name: 'node checkout/local', ok: true, text: 'reached, Linux' },
    ]),
  })
})

test('the walk through the Slack app reads in Chinese', async () => {
  const { stdout } = await cli.run('setup', 'slack')

  expect(stdout).toContain('[ ] 1. 创建应用')
  expect(stdout).toContain('打开这个地址，选择工作区，创建应用：')
  expect(stdout).toContain('然后设置这些变量，再次运行 `memdiag setup slack`')
})
