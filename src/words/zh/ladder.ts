/** What the ladder says: cards, refusals, what came of an action. Stands on the log as plain text. */
export const LADDER: Readonly<Record<string, string>> = {
  'its heap is not known yet: all of rss is taken for it': '堆大小未知，按全部 rss 估算',
  'measured on heaps of 5 MB to 1 GB': '依据对 5 MB 至 1 GB 堆的实测',
  'an earlier snapshot': '之前的一次快照',
  '{0} earlier snapshots': '之前的 {0} 次快照',
  'from what {0} {1} took': '依据 {1}{0} 的实际耗费',
  'of the same process': '同一进程',
  'on this service': '该服务',
  'the limit of its cgroup (v{0})': '其 cgroup（v{0}）的上限',
  'memoryLimit in services.yml': 'services.yml 中的 memoryLimit',
  "the host's memory": '宿主机内存',
  'no limit that could be read': '无法读取到任何上限',
  'Process {0}': '进程 {0}',
  '{0} is not Node.js: its program is {1}.': '{0} 不是 Node.js：它的程序是 {1}。',
  '{0} belongs to another user: log in as its user, or as root, to ask it anything.':
    '{0} 属于另一个用户：要查询它，请以该用户或 root 登录。',
  'Whether {0} is Node.js could not be read, and a signal would end another program.':
    '无法得知 {0} 是否为 Node.js，而信号会终止其他程序。',
  '{0} does not take SIGUSR1 (--disable-sigusr1?): the inspector cannot be opened from outside. Start one worker with --inspect=127.0.0.1:9229.':
    '{0} 不响应 SIGUSR1（--disable-sigusr1？）：无法从外部打开 inspector。请用 --inspect=127.0.0.1:9229 启动一个工作进程。',
  'Port {0}, where its inspector would open, is taken by another process: close that one first.':
    'inspector 要使用的端口 {0} 已被其他进程占用：请先关闭那个进程。',
  'It may take {0} to {1} more memory for a while ({2}), and {3}: {4}.':
    '它可能临时多占 {0} 至 {1} 内存（{2}），而 {3}：{4}。',
  'It may take {0} to {1} more memory for a while ({2}), and {3}: {4}. Forced collections and a sampling profile need next to none; more room, or a worker taken out of traffic, would allow snapshots.':
    '它可能临时多占 {0} 至 {1} 内存（{2}），而 {3}：{4}。强制回收和采样分析几乎不需要额外内存；有更多余量，或把一个工作进程摘除流量之后，就可以做快照。',
  '{0} is already exceeded by {1}': '{0} 已超出 {1}',
  'only {0} are left below {1}': '距 {1} 只剩 {0}',
  'the kernel would end the process': '内核会终止该进程',
  'the kernel may end it, or another process of the machine':
    '内核可能终止它，或终止该机器上的另一个进程',
  'that limit is declared, and no cgroup was seen that enforces it; the process may well live, but memdiag keeps to it':
    '该上限只是声明的，没有发现强制执行它的 cgroup；进程多半会存活，但 memdiag 仍然遵守它',
  'it was approved, but not begun in time': '已批准，但没有及时开始',
  'Process {0} was restarted since {1} was approved: it is another process now.':
    '批准 {1} 之后进程 {0} 重启过：现在已是另一个进程。',
  'Since it was asked for: {0}': '提出请求之后情况有变：{0}',
  'It was stopped before its end.': '在完成之前被停止。',
  '{0} of process {1} on {2}.': '{2} 上的进程 {1}：{0}。',
  'Read the heap figures': '已读取堆数据',
  'Read the heap figures after forced collections': '已在强制回收后读取堆数据',
  'Sampled the allocations': '已采样内存分配',
  'Took a snapshot': '已生成快照',
  'internal: {0}': '内部错误：{0}',
  'nobody decided in time': '没有人及时作出决定',
  'It has grown enough to compare.': '增长已足够比较。',
  'It is time for the next snapshot.': '到了做下一次快照的时间。',
  'Process {0} on {1} was restarted since the first snapshot: the two cannot be compared.':
    '{1} 上的进程 {0} 在第一次快照之后重启过：两份快照无法比较。',
  'Process {0} on {1} has ended since the first snapshot: there is nothing to compare it with.':
    '{1} 上的进程 {0} 在第一次快照之后已结束：没有可比较的对象。',
  ' Its file is removed.': '其文件已删除。',
  'Whether a file of the snapshot lies there could not be looked at: look at {0}, and remove it by hand: it holds whatever the process held.':
    '无法确认那里是否留有快照文件：请查看 {0} 并手工删除，其中包含进程持有的全部内容。',
  'memdiag stopped in the middle of it; it is not repeated.':
    'memdiag 中途停止；该操作不会重复执行。',
  '{0} Whether its inspector is closed could not be looked at: {1} The timer inside the process closes it.':
    '{0} 无法确认其 inspector 是否已关闭：{1} 进程内的定时器会关闭它。',
  'The inspector is closed: nothing listens there any more.': 'inspector 已关闭：那里不再有监听。',
  'The inspector was open before and stays open.': 'inspector 之前就已打开，保持打开。',
  'The process has ended.': '进程已结束。',
  'Whether the inspector is closed could not be looked at.': '无法确认 inspector 是否已关闭。',
  '{0} process {1} on {2}.': '{2} 上的进程 {1}：{0}。',
  'the whole snapshot, encrypted, until {0}': '完整快照（加密），保留至 {0}',
  'Read the heap figures of': '读取堆数据',
  'Force {0} garbage collections and read the heap figures after each, of':
    '强制垃圾回收 {0} 次，每次之后读取堆数据',
  'Sample for {0} s which code allocates what stays alive, in':
    '采样 {0} s，查看哪些代码分配的内存仍然存活',
  'Take {0} full heap snapshots and compare them, of': '生成 {0} 份完整堆快照并进行比较',
  "{0}, run on the node by memdiag's login; {1} is read and removed":
    '由 memdiag 的登录用户在节点上运行 {0}；读取 {1} 后将其删除',
  'its inspector, which is open on 127.0.0.1:{0} and stays open':
    '通过已在 127.0.0.1:{0} 打开的 inspector，之后保持打开',
  '{0}, which writes a snapshot there ({1}); the file is removed':
    '发送 {0}，在该节点写出快照（{1}）；之后删除文件',
  'SIGUSR1 opens its inspector on 127.0.0.1:{0}; it is closed again afterwards':
    '用 SIGUSR1 在 127.0.0.1:{0} 打开 inspector，之后关闭',
  'node-agent ends a worker that is silent for 5 minutes, and all of them when two die within 10 s':
    'node-agent 会终止 5 分钟无响应的工作进程；若 10 s 内有两个退出，则终止全部',
  'While the inspector is open, any user of that machine could run code in the process; a timer inside it closes it even if memdiag never returns.':
    'inspector 打开期间，该机器上的任何用户都可以在进程中执行代码；即使 memdiag 不再返回，进程内的定时器也会关闭它。',
  'A handler of the application’s own for SIGUSR1 would run instead: that cannot be seen from outside.':
    '如果应用自己处理 SIGUSR1，则会执行应用的处理函数：这从外部无法得知。',
  'Once V8 builds a snapshot, nothing can stop it: only its transfer is given up when memory runs short.':
    'V8 一旦开始生成快照便无法停止：内存不足时只能放弃传输。',
  'No snapshot is kept: only what its comparison shows.': '不保留快照：只保留比较结果。',
  'No snapshot is kept, though it was asked for: MEMDIAG_SNAPSHOT_KEY is not set.':
    '虽然要求保留快照，但不会保留：没有设置 MEMDIAG_SNAPSHOT_KEY。',
  'No limit is known: the headroom is the host’s.': '没有已知上限：余量按宿主机计算。',
  'memdiag removes it; if memdiag is stopped meanwhile, `memdiag resume` removes it or says where it lies: it holds whatever the process held.':
    'memdiag 会删除它；如果 memdiag 中途停止，`memdiag resume` 会删除它或说明它在哪里：其中包含进程持有的全部内容。',
  'The command writes the snapshot to a file, which needs room on that disk. {0}':
    '该命令把快照写入文件，磁盘需要有足够空间。{0}',
  "That it is one of process {0} is the command's to see to: it gets its number as MEMDIAG_PID.":
    '由该命令保证快照来自进程 {0}：进程号通过 MEMDIAG_PID 传入。',
  'heapdump is loaded and something handles SIGUSR2. Handlers of the application for SIGUSR2 run as well: search its source for them.':
    '已加载 heapdump，且有代码处理 SIGUSR2。应用自己的 SIGUSR2 处理函数也会执行：请在源码中查找。',
  'The process writes the snapshot to a file in its own folder, which needs room on that disk. {0}':
    '进程把快照写入自己目录下的文件，磁盘需要有足够空间。{0}',
  "The snapshot's file is removed: {0}.": '快照文件已删除：{0}。',
  'No file of the snapshot was found in {0} on {1}.': '在 {1} 的 {0} 中没有找到快照文件。',
  'A file of the snapshot may lie there still: look in {0} on {1}, and remove it by hand: it holds whatever the process held.':
    '那里可能仍留有快照文件：请查看 {1} 的 {0} 并手工删除，其中包含进程持有的全部内容。',
  'A file of the snapshot may lie there still: look at {0}, and remove it by hand: it holds whatever the process held.':
    '那里可能仍留有快照文件：请查看 {0} 并手工删除，其中包含进程持有的全部内容。',
}
