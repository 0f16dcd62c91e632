/** What src/steps/snapshot says of heaps. */
export const SNAPSHOT: Readonly<Record<string, string>> = {
  'in {0} between forced collections': '在间隔 {0} 的两次强制回收之间',
  '{0} now': '现为 {0}',
  'The JavaScript heap that process {0} holds grew by {1} in one step and kept level otherwise, {2} ({3}): a table that was made larger, or a burst.':
    '进程 {0} 持有的 JavaScript 堆 {2} 一次性增长了 {1}，其余时间保持平稳（{3}）：可能是某个表扩容，或一次突发。',
  'The JavaScript heap that process {0} holds grew by {1} {2} ({3}).':
    '进程 {0} 持有的 JavaScript 堆 {2} 增长了 {1}（{3}）。',
  'The JavaScript heap that process {0} holds did not grow {1}: {2}, {3}.':
    '进程 {0} 持有的 JavaScript 堆 {1} 没有增长：变化 {2}，{3}。',
  '{0} snapshots of process {1} differ by {2}': '进程 {1} 的 {0} 份快照相差 {2}',
  '{0}; no class holds most of it.': '{0}；没有哪个类占其中的大部分。',
  '{0}; {1} % of it are kept alive by {2}: {3} objects{4}.':
    '{0}；其中 {1} % 由 {2} 维持存活：对象数 {3}{4}。',
  'External memory of process {0} grew by {1} {2} ({3} now, of it {4} array buffers, beside {5} rss: counters need not be resident).':
    '进程 {0} 的堆外内存 {2} 增长了 {1}（现为 {3}，其中 ArrayBuffer {4}，rss 为 {5}：计数器不一定对应常驻内存）。',
  'Memory of process {0} that neither its heap nor its external counter has grew: rss by {1}, heap by {2}, external by {3} {4}.':
    '进程 {0} 中既不属于堆也不属于 external 计数器的内存在增长：{4}，rss 变化 {1}，堆变化 {2}，external 变化 {3}。',
  'Memory outside of the JavaScript heap of process {0} did not grow {1}: {2} external.':
    '进程 {0} 的 JavaScript 堆以外的内存 {1} 没有增长：external 为 {2}。',
  '{0} of {1} rss of process {2}': '进程 {2} 的 {1} rss 中有 {0}',
  '{0} are neither heap nor external memory nor what Node.js needs, after forced collections, and do not grow.':
    '强制回收之后，{0} 既不是堆，也不是堆外内存，也不是 Node.js 自身所需，且没有增长。',
  'Heap, external memory and Node.js itself account for all but {0}.':
    '堆、堆外内存和 Node.js 自身可以解释绝大部分内存，只有 {0} 除外。',
  'A forced collection freed {0} of process {1}: that was garbage.':
    '对进程 {1} 强制回收释放了 {0}：这些是垃圾。',
  'What process {0} holds after forced collections goes with its connections: {1} with {2} open, {3} with {4}. Whether they only became more while it was looked at, or are not closed, is not known.':
    '进程 {0} 在强制回收后持有的内存随其连接变化：打开 {2} 个时为 {1}，{4} 个时为 {3}。是查看期间连接恰好增多，还是连接没有关闭，尚不清楚。',
  'What process {0} holds after forced collections went up and down with its connections: {1} with {2} open, {3} with {4}.':
    '进程 {0} 在强制回收后持有的内存随其连接起落：打开 {2} 个时为 {1}，{4} 个时为 {3}。',
  '{0} wait in the streams of stdout and stderr of process {1}.':
    '进程 {1} 的 stdout 和 stderr 流中有 {0} 在等待写出。',
  '{0} by {1}{2}': '{0} 由 {1} 分配 {2}',
  'Of what process {0} allocated within {1} s, {2} were still alive after a collection: {3}.':
    '进程 {0} 在 {1} s 内分配的内存中，回收后仍有 {2} 存活：{3}。',
  ', called by {0}': '，调用方为 {0}',
  new: '新增的',
  'closed ({0}) but held': '已关闭（{0}）但仍被持有的',
  '{0} in process {1}: {2} objects; {3} {4} ones keep {5} alive.':
    '进程 {1} 中的 {0}：对象数 {2}；其中 {3} 个 {4} 对象使 {5} 无法回收。',
  '{0} of them are held by {1} alone.': '其中 {0} 个只被 {1} 持有。',
  'Without {0} they would be free.': '如果没有 {0}，它们就会被释放。',
  'Which of them are the new ones V8 forgot when the inspector was closed: this way may be that of others.':
    'inspector 关闭时 V8 已不记得其中哪些是新的：这条引用路径可能属于其他对象。',
  'The way to one: {0}{1}.': '到其中一个对象的引用路径：{0}{1}。',
  '{0} of JavaScript heap in {1} rss (process {2})': '{1} rss 中 JavaScript 堆为 {0}（进程 {2}）',
  'The JavaScript heap does not hold the memory: {0}.': '占用内存的不是 JavaScript 堆：{0}。',
  'Only this process was read, and the workers are not known to be alike in size: another may differ.':
    '只读取了这一个进程，而各工作进程大小是否相近尚不清楚：其他进程可能不同。',
  'The JavaScript heap holds most of it: {0}, limit {1}. Whether it grows, a second reading would tell.':
    '大部分内存在 JavaScript 堆中：{0}，上限 {1}。是否在增长，再读一次即可得知。',
  '{0} external (of it {1} array buffers) beside {2} rss':
    'external 为 {0}（其中 ArrayBuffer {1}），rss 为 {2}',
  'Buffers and native objects are large: {0}.': 'Buffer 和原生对象占用较大：{0}。',
  'Buffers and native objects are small: {0}.': 'Buffer 和原生对象占用很小：{0}。',
  "{0} of {1} rss are in neither the JavaScript heap nor external memory nor what Node.js itself needs: the allocator's or native memory.":
    '{1} rss 中有 {0} 既不在 JavaScript 堆，也不在堆外内存，也不是 Node.js 自身所需：属于分配器或原生内存。',
  'Heap, external memory and Node.js itself account for the {0} rss: little is left for the allocator.':
    '堆、堆外内存和 Node.js 自身已能解释 {0} rss：留给分配器的很少。',
  'An inspector is open but gave no heap figures: how much of the memory is JavaScript heap is unknown.':
    'inspector 已打开，但没有给出堆数据：内存中有多少是 JavaScript 堆尚不清楚。',
  'How much of the memory is JavaScript heap is unknown: no inspector is open. {0} of {1} Node.js processes would open one on SIGUSR1, which needs approval; process.memoryUsage() of one worker would tell.':
    '内存中有多少是 JavaScript 堆尚不清楚：没有打开的 inspector。{1} 个 Node.js 进程中有 {0} 个会在收到 SIGUSR1 时打开 inspector，这需要批准；读取一个工作进程的 process.memoryUsage() 即可得知。',
}
