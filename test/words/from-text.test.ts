import { expect, test } from 'vitest'
import { fromText } from '../../src/words/from-text.ts'
import { ERRORS } from '../../src/words/zh/errors.ts'
import { LADDER } from '../../src/words/zh/ladder.ts'
import { REQUESTS } from '../../src/words/zh/requests.ts'
import { STORED } from '../../src/words/zh/stored.ts'
import { inLanguage } from '../../src/words/in-language.ts'

const chinese = (text: string) => inLanguage('zh', fromText(text))

test('a plain text of the log is recognised by its template', () => {
  expect(chinese('the process table')).toBe('进程表')
  expect(chinese('3 more log files')).toBe('另外 3 个日志文件')
  expect(
    chinese(
      'It was stopped on the node after 8 s. A longer deadlineSeconds in the runbook gives it more time.',
    ),
  ).toBe('8 s 后已在节点上停止探测。在 runbook 中调大 deadlineSeconds 可以给它更多时间。')
  expect(fromText('the process table').text).toBe('the process table')
})

test.each([
  [
    'Got no snapshot of process 5 on web-1: too little memory was left; what V8 builds of it cannot be stopped.',
    '没有得到 web-1 上的进程 5 的快照：剩余内存过少；V8 已开始的生成过程无法停止。',
  ],
  [
    'Did not open the inspector of process 5 on web-1: it does not answer: its event loop stands still in native code. What was opened is closed as soon as it goes on.',
    '没有打开 web-1 上的进程 5 的 inspector：它没有应答：其事件循环停在原生代码中。已打开的会在它继续运行后立即关闭。',
  ],
  [
    'Got no snapshot of process 5 on web-1: the command ended with exit code 22: EPERM. Look at `snapshot` in services.yml or the runbook.',
    '没有得到 web-1 上的进程 5 的快照：命令以退出码 22 结束：EPERM。请检查 services.yml 或 runbook 中的 `snapshot`。',
  ],
  [
    'Could not connect to web-1 (10.0.0.1:22): nothing listens there. Check the port, and that the SSH server runs.',
    '无法连接 web-1（10.0.0.1:22）：那里没有监听。请检查端口，以及 SSH 服务器是否在运行。',
  ],
  [
    "memdiag stopped in the middle of it; it is not repeated. The snapshot's file is removed: /srv/a.heapsnapshot.",
    'memdiag 中途停止；该操作不会重复执行。快照文件已删除：/srv/a.heapsnapshot。',
  ],
])('a fault of the ladder is read whole: %s', (text, words) => {
  expect(chinese(text)).toBe(words)
})

test('a refusal of the guard is read with what stands in its places', () => {
  const refusal = (of: string, then: string) =>
    `It may take 11.4 MiB to 5.96 GiB more memory for a while (measured on heaps of 5 MB to 1 GB), and ${of}: ${then}. Forced collections and a sampling profile need next to none; more room, or a worker taken out of traffic, would allow snapshots.`

  expect(
    chinese(
      refusal(
        'only 1.00 GiB are left below the limit of its cgroup (v2)',
        'the kernel would end the process',
      ),
    ),
  ).toBe(
    '它可能临时多占 11.4 MiB 至 5.96 GiB 内存（依据对 5 MB 至 1 GB 堆的实测），而距其 cgroup（v2）的上限只剩 1.00 GiB：内核会终止该进程。强制回收和采样分析几乎不需要额外内存；有更多余量，或把一个工作进程摘除流量之后，就可以做快照。',
  )
  expect(
    chinese(
      refusal(
        'memoryLimit in services.yml is already exceeded by 191 MiB',
        'that limit is declared, and no cgroup was seen that enforces it; the process may well live, but memdiag keeps to it',
      ),
    ),
  ).toMatch(/而 services\.yml 中的 memoryLimit 已超出 191 MiB：该上限只是声明的.*就可以做快照。$/)
})

test('anything else is what it is, however long', () => {
  expect(chinese('/var/log/checkout.log')).toBe('/var/log/checkout.log')
  expect(chinese('')).toBe('')
  expect(chinese('x says '.repeat(1_000))).toBe('x says '.repeat(1_000))
})

/** A host may answer with what begins like a template and repeats its middle: a pattern goes back and forth in it. */
test.each(
  [STORED, LADDER, ERRORS, REQUESTS].flatMap((area) =>
    Object.keys(area).filter((id) => id.split(/\{\d+\}/).length > 3),
  ),
)('comes to an end on a text that is made to look like "%s"', (id) => {
  const [first = '', ...rest] = id.split(/\{\d+\}/)
  const middle = rest.slice(0, -1).join('x')
  const hostile = `${first}x${`${middle}x`.repeat(2_000)}`.slice(0, 1_990)

  expect(fromText(`${hostile}\u0001`).text).toBe(`${hostile}\u0001`)
})

test('comes to an end on a text of separators only', () => {
  const hostile = ', '.repeat(990)

  expect(fromText(hostile).text).toBe(hostile)
})

test('what is said of requests that could not be counted is recognised', () => {
  expect(chinese('requests counted at http://127.0.0.1:9090/metrics')).toBe(
    'http://127.0.0.1:9090/metrics 处统计的请求数',
  )
})
