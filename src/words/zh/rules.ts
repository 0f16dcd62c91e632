/** What the rules in src/core/rules/ say of causes, their fixes and the next measurement; src/core/fixes.ts. */
export const RULES: Readonly<Record<string, string>> = {
  "Set node-agent's instance count to {0} instead of {1}, in the private template of the service, and restart it.":
    '在该服务的私有模板中把 node-agent 的实例数从 {1} 改为 {0}，然后重启服务。',
  'Let pm2 run {0} instances instead of {1}.': '让 pm2 运行 {0} 个实例，而不是 {1} 个。',
  "Let the master fork {0} workers instead of {1}: the count stands in the service's own code or configuration, where cluster.fork() is called.":
    '让主进程 fork {0} 个工作进程，而不是 {1} 个：该数量写在服务自己的代码或配置中，即调用 cluster.fork() 的地方。',
  'Start egg with {0} workers instead of {1}.': '用 {0} 个工作进程启动 egg，而不是 {1} 个。',
  'Start {0} processes of the service instead of {1}.': '启动 {0} 个服务进程，而不是 {1} 个。',
  '{0} of log output wait for a reader that is too slow.':
    '有 {0} 日志输出在等待处理过慢的读取方。',
  'Process {0} waits to write to stdout or stderr, both times it was looked at, and about {1} that no collection frees are in it: output for a reader that is too slow.':
    '进程 {0} 两次观察时都在等待写入 stdout 或 stderr，其中约 {1} 无法被回收释放：这是读取方过慢而积压的输出。',
  'Print less, or into a file: a pipe or socket whose reader is slow keeps in the process what it does not take.':
    '减少输出，或输出到文件：管道或 socket 的读取方过慢时，未被取走的内容会一直留在进程里。',
  '{0}{1} {2}hold about {3} that way{4}.': '{0}{1}{2} 以这种方式持有约 {3}{4}。',
  '{0} Until then a restart frees the memory for as long as it took to fill.':
    '{0} 在此之前，重启可以释放内存，但只能维持与之前占满时相当的时长。',
  'Compare two snapshots of this process (--approve snapshot): they name the objects that grow and what holds them.':
    '比较该进程的两份快照（--approve snapshot）：它们会指出哪些对象在增长、被什么持有。',
  '{0} {1}hold {2} outside of the JavaScript heap, which has {3} in process {4}. {5}':
    '{0}{1} 在 JavaScript 堆之外持有 {2}，而进程 {4} 的堆为 {3}。{5}',
  'Let go of the Buffers: bound what keeps them, and copy small parts out of large ones (Buffer.from(part)) instead of keeping slices.':
    '释放这些 Buffer：为保存它们的容器设置上限；只需要大 Buffer 的一小部分时，用 Buffer.from(part) 复制出来，不要保留切片。',
  'Close what has memory of its own: zlib streams, sockets, handles of native addons (.close(), .destroy()).':
    '关闭自带内存的对象：zlib 流、socket、原生插件的句柄（.close()、.destroy()）。',
  'It does not grow while it is looked at: it may be meant to be so large.':
    '观察期间没有增长：可能本来就需要这么大。',
  'Buffers and array buffers:': 'Buffer 与 ArrayBuffer：',
  'Native memory that no counter of V8 shows (zlib streams, native addons):':
    'V8 计数器未体现的原生内存（zlib 流、原生插件）：',
  '{0}hold {1} that neither the JavaScript heap ({2}) nor external memory ({3}) nor Node.js itself accounts for, also after a forced collection, and it does not grow: the allocator keeps what was freed in pieces.':
    '{0} 持有 {1}，强制回收之后也不属于 JavaScript 堆（{2}）、堆外内存（{3}）或 Node.js 自身，而且没有增长：这是分配器零散保留、未归还系统的已释放内存。',
  'Let glibc keep fewer arenas, or use another allocator.':
    '减少 glibc 的 arena 数量，或换用其他分配器。',
  'Start one worker with MALLOC_ARENA_MAX=2 and compare its rss with the others under the same traffic.':
    '用 MALLOC_ARENA_MAX=2 启动一个工作进程，在相同流量下与其他工作进程比较 rss。',
  'V8 may fill {0} of heap in {1}, where the container has {2}: it sees no reason to collect. {3} of the memory is garbage that a forced collection freed{4}.':
    '{1} 中 V8 的堆上限合计 {0}，而容器只有 {2}：V8 认为没有必要回收。其中 {3} 是强制回收后释放掉的垃圾 {4}。',
  ' (measured in process {0}, the others are like it)': '（在进程 {0} 中测得，其他进程与它相似）',
  "Set V8's limit so that all heaps together fit into the container beside what is not heap.":
    '调整 V8 的堆上限，使所有堆加上堆以外的内存都能放进容器。',
  'The JavaScript heap of process {0} grew by {1} in {2} s of what no collection frees.':
    '进程 {0} 的 JavaScript 堆在 {2} s 内增长了 {1}，且无法被回收释放。',
  'Between two snapshots of process {0} its heap grew by {1}.':
    '进程 {0} 的堆在两份快照之间增长了 {1}。',
  'In process {0} it grew by {1} in {2} s of what no collection frees.':
    '在进程 {0} 中，它在 {2} s 内增长了 {1}，且无法被回收释放。',
  ', held by {0}': '，被 {0} 持有',
  ', some of them held by {0}; which of them are the new ones V8 forgot':
    '，其中一些被 {0} 持有；V8 已不记得其中哪些是新的',
  ' Most of it are {0} ({1} now, {2} before){3}.':
    '其中大部分是 {0}（现有 {1} 个，之前 {2} 个）{3}。',
  'Find what holds the objects that grow, and let it drop them when they are done with.':
    '找出持有这些不断增长的对象的地方，用完后将其释放。',
  'It and what it keeps ': '该进程及其持有的对象',
  '{0} alike ': '{0} 情况相似，共',
  '{0} of the {1} are page cache: files that were read or written, kept while nobody else needs the room. The kernel gives them back; the service does not hold them.':
    '{1} 中有 {0} 是页缓存：读写过的文件，只在没有其他内存需求时保留。内核会自动归还，并非被该服务持有。',
  'Nothing to repair in the service. Watch anonymous memory (the working set) instead of the usage with cache.':
    '服务本身无需修复。请监控匿名内存（工作集），而不是包含缓存的用量。',
  "{0} of the {1} are files on a tmpfs (such as /dev/shm or /tmp) or shared memory. No process's heap holds them; unlike page cache the kernel cannot give them back.":
    '{1} 中有 {0} 是 tmpfs（如 /dev/shm 或 /tmp）上的文件或共享内存。它们不在任何进程的堆里；与页缓存不同，内核无法归还它们。',
  'Remove the files when they are done with, write them to a disk, or bound the tmpfs (mount option size=).':
    '文件用完后删除、改写到磁盘，或限制 tmpfs 的大小（挂载选项 size=）。',
  "{0} of the cgroup's memory belong to {1} not the service's{2}.":
    'cgroup 的内存中有 {0} 属于该服务以外的 {1}{2}。',
  'a process that is': '一个进程',
  '{0} processes that are': '{0} 个进程',
  'Move the other processes out of the service’s container, or give them a limit of their own.':
    '把其他进程移出该服务的容器，或为它们单独设置上限。',
  '{0} belong to programs that the service started and that are not Node.js, the largest is `{1}` (process {2}) with {3}.':
    '{0} 属于该服务启动的非 Node.js 程序，其中最大的是 `{1}`（进程 {2}），占 {3}。',
  'Bound what these programs may hold or how many run at once, or run them in a container of their own.':
    '限制这些程序可占用的内存或同时运行的数量，或让它们在单独的容器中运行。',
  'Other processes hold {0} of the {1} in use on the node{2}; the service holds {3}.':
    '节点已用的 {1} 中，其他进程占 {0}{2}；该服务占 {3}。',
  'Give the other processes a limit of their own, or move them or the service to another node.':
    '为其他进程单独设置上限，或把它们（或该服务）迁到其他节点。',
  ', the largest seen is `{0}` with {1}': '，其中所见最大的是 `{0}`，占 {1}',
  '{0} workers hold {1} of their own{2}, {3} each, where {4} would do. Without the {5} others the usage of {6} would fall to about {7}.{8}':
    '{0} 个工作进程共持有 {1} 私有内存 {2}，平均每个 {3}，而 {4} 个就够用。去掉多余的 {5} 个，用量将从 {6} 降到约 {7}。{8}',
  ' beside what leaks ({0})': '（另有泄漏 {0}）',
  'How many workers are needed follows from the CPU they use, which was not measured: run the step `load`.':
    '需要多少个工作进程取决于它们的 CPU 用量，而这项尚未测量：请运行 `load` 步骤。',
  ' That the memory rises is not explained by the count, which does not change: measure again after the fix.':
    '进程数不变，不能解释内存的上升：修复后请重新测量。',
  'The memory follows {0}: it holds {1} when that is high and {2} when it is low. It is work, not a leak.':
    '内存随 {0} 变化：高时为 {1}，低时为 {2}。这是正常工作所需，不是泄漏。',
  'What process {0} holds after forced collections follows its connections: {1} with {2} of them open, {3} with {4}. It is work, not a leak.':
    '进程 {0} 在强制回收后持有的内存随其连接变化：打开 {2} 个连接时为 {1}，{4} 个时为 {3}。这是正常工作所需，不是泄漏。',
  'Memory that no counter of its main thread shows (heaps of worker_threads, zlib streams, native addons):':
    '主线程的计数器都不显示的内存（worker_threads 的堆、zlib 流、原生插件）：',
  'Process {0} runs {1}, whose heap memdiag cannot look into: compare two snapshots that the service takes itself (worker.getHeapSnapshot()) to tell objects in the thread from native memory.':
    '进程 {0} 运行着 {1}，memdiag 无法查看其堆：请比较服务自己拍摄的两个快照（worker.getHeapSnapshot()），以区分线程中的对象与原生内存。',
  'a worker_thread': '一个 worker_thread',
  '{0} worker_threads': '{0} 个 worker_threads',
  'What process {0} holds goes with the connections it has open: measure again when there are fewer, and what is left then is held.':
    '进程 {0} 持有的内存随其打开的连接变化：等连接变少时重新测量，届时仍留下的就是被持有的内存。',
  'Give the service more memory or more nodes for this traffic, or bound how much it takes on at once.':
    '为这样的流量增加内存或节点，或限制服务同时处理的量。',
  '{0} connections with permessage-deflate cost about {1}.':
    '{0} 个启用 permessage-deflate 的连接约占 {1}。',
  'Turn compression off, unless the messages are large and the clients few.':
    '关闭压缩，除非消息很大而客户端很少。',
  'Process {0} has {1} threads more than Node.js needs; whether they are worker_threads is not known.':
    '进程 {0} 比 Node.js 所需多出 {1} 个线程；它们是否为 worker_threads 尚不清楚。',
  'Look inside the process (--approve inspect): it tells how many worker_threads it runs.':
    '查看进程内部（--approve inspect）：可以得知它运行了多少个 worker_threads。',
  'Process {0} runs {1} worker_threads, each with a heap of its own: together they hold about {2}, {3} each, where {4} would do. Without the others the usage of {5} would fall to about {6}.':
    '进程 {0} 运行了 {1} 个 worker_threads，每个都有自己的堆：合计约占 {2}，平均每个 {3}，而 {4} 个就够用。去掉多余的，用量将从 {5} 降到约 {6}。',
  "Let the pool have {0} threads instead of {1}: a number in the service's own code or configuration, often os.cpus().length.":
    '把线程池从 {1} 个线程改为 {0} 个：该数量写在服务自己的代码或配置中，常见的是 os.cpus().length。',
}
