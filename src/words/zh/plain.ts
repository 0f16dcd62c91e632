/** Causes for somebody who does not know how Node.js keeps memory, and what to watch afterwards. */
export const PLAIN: Readonly<Record<string, string>> = {
  'In short: more copies of the program run than the machine was meant to hold, and together they take the memory.':
    '简单说：程序启动的副本数超过了机器应承载的数量，合起来占满了内存。',
  'In short: a leak. The program keeps things that it no longer needs, and grows until it is restarted.':
    '简单说：内存泄漏。程序一直留着不再需要的东西，不断增长，直到重启。',
  'In short: every open connection keeps memory for compression, whether it sends anything or not.':
    '简单说：每个打开的连接都为压缩占着内存，无论是否收发数据。',
  'In short: log lines are written faster than anything takes them away, and wait in memory.':
    '简单说：日志写得比取走得快，积压在内存里。',
  'In short: the memory is held outside the part that JavaScript tidies up by itself, such as in buffers.':
    '简单说：内存被占用在 JavaScript 不会自动整理的部分，例如各种缓冲区。',
  'In short: the program has freed the memory, but the system does not get it back.':
    '简单说：程序已经释放了内存，但系统没有拿回来。',
  'In short: no problem. Most of what the dashboard counts is file cache, which the system gives back when it is needed.':
    '简单说：没有问题。监控面板统计的大部分是文件缓存，系统需要时会自动归还。',
  'In short: the program is allowed more memory than its container has, and is killed before it would tidy up.':
    '简单说：程序被允许使用的内存超过了容器的内存，还没来得及整理就会被终止。',
  'In short: the memory is used by real traffic; the service needs it.':
    '简单说：内存用于真实流量，服务确实需要。',
  'In short: the memory belongs to another program on the same machine.':
    '简单说：内存属于同一台机器上的另一个程序。',
  'In short: the service keeps within its memory.': '简单说：服务的内存占用在正常范围内。',
  'In short: what was measured does not decide it yet.': '简单说：现有测量还不足以下结论。',
  'the number of workers after the next deploy: a new machine with more CPUs, or a default that comes back, starts as many again.':
    '下次发布后的工作进程数：换到 CPU 更多的机器，或恢复了默认值，又会启动同样多的进程。',
  'the heap after each garbage collection: it must end where it began, over a day.':
    '每次垃圾回收后的堆大小：一天下来应当回到起点。',
  'the memory at the usual number of connections.': '连接数正常时的内存。',
  'the backlog of stdout and stderr when traffic is high.': '流量高时 stdout 和 stderr 的积压量。',
  'external and arrayBuffers in process.memoryUsage(), beside the heap.':
    'process.memoryUsage() 中的 external 和 arrayBuffers，以及堆的大小。',
  'rss against the heap: the distance between them must not grow.':
    'rss 与堆的差距：两者之差不应扩大。',
  'memory without the cache (working set), which is what the limit is about.':
    '不含缓存的内存（工作集），上限真正约束的是它。',
  'out-of-memory kills, which must stay as they are now.': '因内存耗尽被终止的次数，应不再增加。',
  'memory against requests: they must rise and fall together.': '内存与请求量：两者应同升同降。',
  'the other program.': '另外的那个程序。',
}
