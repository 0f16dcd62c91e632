/** What src/steps/top says. */
export const TOP: Readonly<Record<string, string>> = {
  "{0} of the {1} of the service's cgroup": '该服务 cgroup 的 {1} 中的 {0}',
  'Others hold {0}.': '其他进程占用了 {0}。',
  'Other processes hold {0}.': '其他进程占用 {0}。',
  'anonymous memory': '匿名内存',
  RES: 'RES',
  '{0} {1} of the {2} in use on the node': '{0} {1}（节点已用 {2}）',
  ' RES counts shared pages more than once.': 'RES 会重复计算共享页。',
  'The other processes{0} hold {1}; the service holds {2}.{3}':
    '其他进程 {0} 占用 {1}；该服务占用 {2}。{3}',
  ' that are seen from here': '（从这里可见的）',
  'Others hold most of it: {0}, the largest is `{1}` with {2}; the service holds {3}.{4}':
    '大部分被其他进程占用：{0}，最大的是 `{1}`，占 {2}；该服务占用 {3}。{4}',
  '{0} The service has its own limit.': '{0} 该服务有自己的上限。',
  'No command line of the service sets --max-old-space-size.':
    '该服务的命令行都没有设置 --max-old-space-size。',
  ' in {0} of {1} Node.js processes': '（{1} 个 Node.js 进程中的 {0} 个）',
  ' The limits of the others are not seen.': '其余进程的上限不可见。',
  '--max-old-space-size{0} adds up to {1}, {2} the limit of {3}.{4}':
    '--max-old-space-size{0} 合计 {1}，{2} 上限 {3}。{4}',
  above: '高于',
  within: '不超过',
  '{0}{1}: not over-forked.': '{0}{1}：进程数不算过多。',
  ' where {0} would do{1}': '，而 {1} {0} 个就够用',
  '{0} of {1} private memory each hold {2}; {3} would do{4}. The other {5} cost {6}.':
    '{0}，平均每个 {1} 私有内存，合计 {2}；{4} {3} 个就够用。多余的 {5} 个占用 {6}。',
  ' for the {0} CPUs in use': '按实际使用的 {0} 个 CPU 计，',
  '{0} private memory per worker is ordinary (up to {1})':
    '每个工作进程 {0} 私有内存属于通常水平（不超过 {1}）',
  '{0} private memory per worker is more than an ordinary worker has ({1}): each holds something of its own.':
    '每个工作进程 {0} 私有内存，超过通常水平（{1}）：每个都持有自己的数据。',
  '{0} The count alone does not explain that.': '{0} 仅凭进程数不能解释。',
  '{0}: no worker holds much of its own.': '{0}：没有哪个工作进程自身持有大量内存。',
  '{0} of the limit of {1}': '上限 {1} 中的 {0}',
  "{0}, yet it adds up to {1}: the memory is the workers' own.":
    '{0}，但合计达到 {1}：内存就在工作进程自身。',
  '{0}, yet it adds up to {1}.': '{0}，但合计达到 {1}。',
  '{0} Yet the logs say that the JavaScript heap ran out of memory not long ago.':
    '{0} 但日志显示 JavaScript 堆不久前曾内存耗尽。',
  'Process {0} runs {1} worker_threads: each has a heap of its own.':
    '进程 {0} 运行了 {1} 个 worker_threads：每个都有自己的堆。',
  "Process {0} has {1} threads more than Node.js needs; this version names none, so they may be worker_threads, a larger libuv pool or an addon's.":
    '进程 {0} 比 Node.js 所需多出 {1} 个线程；这个版本不给线程命名，它们可能是 worker_threads、较大的 libuv 线程池，或插件的线程。',
  'The workers are not alike: process {0} holds {1}, the mean is {2}.':
    '各工作进程并不相近：进程 {0} 持有 {1}，平均为 {2}。',
  'No Node.js process runs here': '这里没有 Node.js 进程在运行',
  'No process here has `{0}` in its title or command line': '这里没有标题或命令行含有 `{0}` 的进程',
  'RES adds up to {0}, yet the workers hold only {1} of their own: RES counts the shared pages {2} times.':
    'RES 合计 {0}，但工作进程的私有内存只有 {1}：RES 把共享页计算了 {2} 次。',
}
