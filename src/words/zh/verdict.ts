/** The verdict's own sentences: src/core/verdict-words.ts and the verification. */
export const VERDICT: Readonly<Record<string, string>> = {
  ' Noticed all the same: {0}': '另外注意到：{0}',
  'and no sign of memory running out was found': '也没有发现内存耗尽的迹象',
  'and whether it ran out of memory before is not known: neither logs nor a counter of the cgroup could be read':
    '但此前是否发生过内存耗尽不得而知：日志和 cgroup 计数器都无法读取',
  '{0}, below the {1} from which it would be a problem, {2}.{3}{4}':
    '{0}，低于视为问题的阈值 {1}，{2}。{3}{4}',
  ' What process {0} holds after a collection, {1} of JavaScript heap, did not grow in {2} s.':
    '进程 {0} 在垃圾回收后仍持有的 {1} JavaScript 堆，在 {2} s 内没有增长。',
  ' It kept level over {0} s.': '在 {0} s 内保持平稳。',
  '{0}, but what lies above the {1} from which it would be a problem is garbage: forced collections of process {2} left {3} of JavaScript heap, which did not grow.{4}':
    '{0}，但超出问题阈值 {1} 的部分只是尚未回收的垃圾：对进程 {2} 强制回收后，JavaScript 堆只剩 {3} 且没有增长。{4}',
  " V8's limits fit into the memory there is.": 'V8 的堆上限在可用内存之内。',
  ' By itself V8 allows the heaps {0}, more than there is: with --max-old-space-size it would collect earlier.':
    'V8 默认允许堆用到 {0}，超过可用内存：设置 --max-old-space-size 可让它更早回收。',
  '{0}, more than the {1} from which it is looked into, but it is what the service works with: process {2} holds {3} after forced collections, which did not grow in {4} s under traffic, and since its start it cannot have gained more than {5} that slowly. Give it a larger limit if there is to be room for peaks.':
    '{0}，超过需要检查的阈值 {1}，但这是服务工作所需：进程 {2} 强制回收后保有 {3}，在有流量的 {4} 秒内没有增长；以这样的速度，自启动以来最多只会多出 {5}。若要给高峰留出余地，请调大上限。',
  'The memory rises, which this cause does not explain: read the heap figures of one worker after forced collections (--approve gc) to tell garbage from a leak beside it.':
    '内存在上升，而这个原因解释不了：请在强制回收后读取一个工作进程的堆数据（--approve gc），以区分垃圾和另外的泄漏。',
  '{0} now, but it was started again while it was looked at, and before that it held more than would be a problem.':
    '目前 {0}，但服务在观察期间重启过，重启之前占用的内存已超过问题阈值。',
  'Run it again when the service has been up for as long as it took to fill.':
    '等服务运行到与之前占满内存时相当的时长后，再运行一次调查。',
  'No cause that was measured explains the bytes.': '已测量的原因都无法解释这些内存。',
  '{0} Something strong speaks against it, though.': '{0} 不过，有强有力的证据与此相反。',
  '{0} But what was measured does not tell whether that is the cause.':
    '{0} 但已有的测量结果无法判断这是否就是原因。',
  ' Memory rose by {0} in {1} s; whether that is garbage or held is not known.':
    '内存在 {1} s 内上升了 {0}；这些是待回收的垃圾还是仍被持有，尚不清楚。',
  'No Node.js process': '没有找到 Node.js 进程',
  'No process with `{0}` in its title or command line': '没有找到标题或命令行含有 `{0}` 的进程',
  '{0} was found, so there is no memory to account for.': '{0}，因此没有可以核算的内存。',
  'Check that the service runs there, and name a text of its title or command line: `process` in services.yml, or --process.':
    '请确认服务在该节点上运行，并给出其标题或命令行中的一段文字：services.yml 中的 `process`，或 --process。',
  'How much memory the service uses was not measured.': '没有测得该服务使用了多少内存。',
  'Measure the processes: run the step `top`.': '请测量各个进程：运行 `top` 步骤。',
  'Each worker holds more than an ordinary one: read the heap figures of one of them (process.memoryUsage() by the inspector), twice, to tell a large working set from a leak.':
    '每个工作进程持有的内存都超过通常水平：请对其中一个读取两次堆数据（通过 inspector 调用 process.memoryUsage()），以区分工作集较大与泄漏。',
  'Turn compression off on one node and compare its memory with the others under the same connections.':
    '在一个节点上关闭压缩，在连接数相同的情况下与其他节点比较内存。',
  'Send the output to a file on one node and compare its memory.':
    '在一个节点上把输出改写到文件，再比较内存。',
  'Measure again after the fix and compare with the prediction.': '修复后重新测量，并与预测对照。',
  'Looking inside process {0} ({1}) was refused: {2} Once that is mended, this tells more: memdiag resume {3} --approve {4}':
    '查看进程 {0} 内部（{1}）被拒绝：{2} 解决之后，这样可以得知更多：memdiag resume {3} --approve {4}',
  'Process {0} had too little headroom for it ({1} was refused).{2} With a higher limit, that process out of traffic, or {3} it can be done; at the risk of that process, in the terminal: memdiag resume {4} --approve {5} --force':
    '进程 {0} 的余量不足（{1} 被拒绝）。{2} 调高上限、把该进程摘除流量，或 {3}，就可以进行；若愿意让该进程承担风险，可在终端中：memdiag resume {4} --approve {5} --force',
  'Process {0} had too little headroom for snapshots. A sampling profile needs next to none, and names the code whose allocations stay: memdiag resume {1} --approve profile':
    '进程 {0} 的余量不足以做快照。采样分析几乎不需要额外内存，能指出哪些代码分配的内存没有释放：memdiag resume {1} --approve profile',
  ' What can still be climbed: run it again under other traffic with --approve profile.':
    '仍可进行的是：在不同的流量下加 --approve profile 再运行一次。',
  'on a replica with more memory': '换到内存更多的副本',
  'on another node (--node {0})': '换到另一个节点（--node {0}）',
  'Two snapshots of process {0} were compared, and leave it open: run it again with --approve snapshot under other traffic, or with more time between the two (snapshotSpanSeconds of the runbook).':
    '已比较进程 {0} 的两份快照，仍无定论：请在不同的流量下，或让两份快照间隔更久（runbook 的 snapshotSpanSeconds），加 --approve snapshot 再运行一次。',
  'Compare two snapshots of process {0} (--approve snapshot): they tell what it holds, and whether that grows.':
    '比较进程 {0} 的两份快照（--approve snapshot）：它们会说明该进程持有什么、是否在增长。',
  ' The same holds on the other nodes ({0}).': '其他 {0} 个节点的情况相同。',
  ' Other nodes differ: {0}{1}.': '其他节点的判定不同：{0}{1}。',
  'The service was started again while it was looked at: run it again when it has been up for some time.':
    '服务在观察期间重启过：请等它运行一段时间后再运行一次调查。',
  'Read the heap figures of one worker after forced collections (--approve gc; process.memoryUsage() through the inspector): rss against heapUsed, external and arrayBuffers tells a JavaScript heap from native memory, and what still grows is held.':
    '对一个工作进程强制回收后读取堆数据（--approve gc；通过 inspector 调用 process.memoryUsage()）：将 rss 与 heapUsed、external、arrayBuffers 对照，可以区分 JavaScript 堆与原生内存；强制回收后仍在增长的就是被持有的内存。',
  'Read the heap figures again after forced collections (--approve gc): what still grows then is held.':
    '强制回收后再次读取堆数据（--approve gc）：届时仍在增长的就是被持有的内存。',
  'Process {0} did not grow between forced collections, but another process of the service rises: run it again when that has risen further, so that it is the one that is looked into.':
    '进程 {0} 在两次强制回收之间没有增长，但该服务的另一个进程在上升：等它升得更多时再运行一次，届时会查看那个进程。',
  'Process {0} holds {1} of JavaScript heap after a collection and did not grow: measure again under other traffic, and compare two snapshots some time apart (--approve snapshot).':
    '进程 {0} 在回收后持有 {1} JavaScript 堆，且没有增长：请在不同的流量下重新测量，并比较间隔一段时间的两份快照（--approve snapshot）。',
  'the limit in services.yml': 'services.yml 中的上限',
  "the cgroup's limit": 'cgroup 的上限',
  'The service uses {0} of {1}{2}, {3}': '该服务使用了 {0}，上限 {1}{2}，以 {3} 为准',
  'Proved: {0}': '已证实：{0}',
  'Not proved: {0}': '未证实：{0}',
  '{0} gave no figure of its usage this time.': '{0} 这次没有给出内存用量。',
  '{0} before': '此前为 {0}',
  'The usage is {0}, {1}; nothing was predicted.': '用量为 {0}，{1}；没有给出预测。',
  ' (between {0} and {1})': '（{0} 与 {1} 之间）',
  'The usage is {0}, {1}; predicted were {2}{3}.': '用量为 {0}，{1}；预测为 {2}{3}。',
  '{0} is not found any more (now: {1}).': '不再发现“{0}”（现在：{1}）。',
  '{0} is found again.': '再次发现“{0}”。',
  '{0}; {1} were to be left.': '{0}；应保留 {1} 个。',
  '{0} worker runs': '有 {0} 个工作进程在运行',
  '{0} workers run': '有 {0} 个工作进程在运行',
  'Start-up lines stand {0} with {1}: `{2}`.': '启动行出现 {0}，共有 {1}：`{2}`。',
  'Nothing grew between forced collections.': '两次强制回收之间没有任何增长。',
  'Process {0} still grows between forced collections.': '进程 {0} 在两次强制回收之间仍在增长。',
  'It has run for {0} s, as long as when it was found.': '它已运行 {0} s，与发现问题时相当。',
  'It has run for {0} s only{1}: what grows is small after every restart. Verify again later, or with --approve gc.':
    '它只运行了 {0} s{1}：逐渐增长的内存在每次重启后都很小。请稍后再次验证，或加上 --approve gc。',
  ' ({0} s when it was found)': '（发现问题时为 {0} s）',
}
