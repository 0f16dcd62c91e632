/** What src/steps/logs says. */
export const LOGS: Readonly<Record<string, string>> = {
  'Start-up lines stand {0} times, once per worker: `{1}`{2}.':
    '启动行出现 {0} 次，每个工作进程一次：`{1}`{2}。',
  '`{0}` stands {1} times, {2} times per worker; the log has no times, so starts cannot be told apart.':
    '`{0}` 出现 {1} 次，每个工作进程 {2} 次；日志没有时间，无法区分各次启动。',
  'Each start-up line stands once: `{0}`.': '每条启动行只出现一次：`{0}`。',
  'Start-up lines stand at most {0} times, with {1} workers: `{2}`.':
    '启动行最多出现 {0} 次，共有 {1} 个工作进程：`{2}`。',
  ' on a device of {0} CPUs{1}': '，设备有 {0} 个 CPU{1}',
  ', {0} physical cores': '、{0} 个物理核',
  '; {0} run now': '；现在有 {0} 个在运行',
  "node-agent's own log says: forking {0} workers{1}{2}.":
    'node-agent 自己的日志写明：forking {0} workers{1}{2}。',
  'Each timed job runs {0} times, once per worker, every {1} s: `{2}`{3}.':
    '每个定时任务每 {1} s 运行 {0} 次，每个工作进程一次：`{2}`{3}。',
  '{0}, the last of one kind in {1}: `{2}`{3}.': '{0}，同类中最后一条在 {1}：`{2}`{3}。',
  'an unknown time': '未知时间',
  'at {0}': '时间 {0}',
  'before {0}': '早于 {0}',
  'not after {0}': '不晚于 {0}',
  '{0}, but more than {1} h ago, the last of one kind in {2} {3}: `{4}`.':
    '{0}，但已过去 {1} h 以上，同类中最后一条在 {2}（{3}）：`{4}`。',
  'A line speaks of memory running out': '有一行日志提到内存耗尽',
  '{0} lines speak of memory running out': '有 {0} 行日志提到内存耗尽',
  '; it has no time, so it counts as recent': '；该行没有时间，按最近发生计',
  '; it has no time, but its file was written in the last {0} h':
    '；该行没有时间，但所在文件在最近 {0} h 内写过',
  '{0} of output wait for a reader of stdout or stderr.':
    '有 {0} 输出在等待 stdout 或 stderr 的读取方。',
  'Process {0} waits': '进程 {0} ',
  '{0} processes wait': '有 {0} 个进程',
  '{0} to write to stdout or stderr, both times it was looked at: the reader does not keep up, and what is not taken stays in the process.':
    '{0} 两次观察时都在等待写入 stdout 或 stderr：读取方跟不上，未被取走的内容留在进程里。',
  'The logs grow by {0}: writing them is work, and output may pile up in the processes.':
    '日志以 {0} 的速度增长：写日志本身就有开销，输出可能在进程里积压。',
  'The log file grows': '日志文件',
  'The {0} log files grow': '{0} 个日志文件',
  '{0} by {1}, which is little; whether output waits in stdout or stderr cannot be seen: they are not known to be files.':
    '{0} 以 {1} 的速度增长，很少；stdout 或 stderr 中是否有等待的输出无从得知：不清楚它们是否为文件。',
  'and stdout and stderr are files': 'stdout 和 stderr 都是文件',
  'and no process waits to write to stdout or stderr': '没有进程在等待写入 stdout 或 stderr',
  '{0} by {1}, {2}: too little output to pile up.':
    '{0} 以 {1} 的速度增长，{2}：输出太少，不会积压。',
}
