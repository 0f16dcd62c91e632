/** What `memdiag heap` tells of snapshots, and what is wrong with their files. */
export const HEAP_FILES: Readonly<Record<string, string>> = {
  'who keeps whom alive': '分析谁使谁保持存活',
  'distances from the roots': '计算到根的距离',
  'retained sizes': '计算保留大小',
  'compared {0} nodes; classes that changed: {1}': '已比较 {0} 个节点；有变化的类：{1}',
  'Nothing came or went: {0} in {1} nodes in both.':
    '没有新增也没有消失：两份快照都是 {1} 个节点共 {0}。',
  '{0} in {1} nodes, then {2} in {3} ({4})': '{1} 个节点共 {0}，之后 {3} 个节点共 {2}（{4}）',
  'new size': '新增大小',
  'gone size': '消失大小',
  delta: '变化',
  retained: '保留大小',
  '1 more class changed little; --format json has them all.':
    '还有 1 个类变化很小；--format json 列出全部。',
  '{0} more classes changed little; --format json has them all.':
    '还有 {0} 个类变化很小；--format json 列出全部。',
  '(no name)': '（无名称）',
  '{0} in {1} nodes and {2} edges': '{1} 个节点、{2} 条边，共 {0}',
  distance: '距离',
  objects: '对象数',
  'own size': '自身大小',
  'Biggest objects': '最大的对象',
  object: '对象',
  'Duplicated strings': '重复的字符串',
  text: '内容',
  wasted: '浪费',
  'Detached, yet held': '已分离但仍被持有',
  name: '名称',
  '1 more class; --format json has them all.': '还有 1 个类；--format json 列出全部。',
  '{0} more classes; --format json has them all.': '还有 {0} 个类；--format json 列出全部。',
  ', {0} of them looked at': '，查看了其中 {0} 个',
  '1 object of {0}{1}': '{0} 的 1 个对象 {1}',
  '{0} objects of {1}{2}': '{1} 的 {0} 个对象 {2}',
  '{0} of {1}, retaining {2}, {3}': '{1} 个中的 {0} 个，保留 {2}，{3}',
  '`{0}` ({1})': '`{0}`（{1}）',
  'held by': '持有路径',
  'held by {0}': '持有者：{0}',
  'held by {0} <- {1}': '持有者：{0} <- {1}',
  '{0} of {1}': '{1} 的 {0}',
  'variable {0}': '变量 {0}',
  '(dominated)': '（被支配）',
  'function {0}': '函数 {0}',
  '{0} in {1}:{2}': '{0}（{1}:{2}）',
  '{0} @{1}': '{0} @{1}',
  'Nothing grew enough to be suspected, and nothing closed is held.':
    '没有增长到值得怀疑的对象，也没有已关闭却仍被持有的对象。',
  'objects {0}, own size {1}, retaining {2}': '对象数 {0}，自身大小 {1}，保留 {2}',
  '{0} of {1} are kept alive by {2} alone': '{1} 个中的 {0} 个只由 {2} 维持存活',
  'cutting {0} of {1} frees them': '切断 {1} 的 {0} 即可释放它们',
  '{0} have no handle any more (closed, or never opened) and are still held':
    '{0} 个已没有句柄（已关闭或从未打开），但仍被持有',
  '{0} are closed ({1} = true) and still held': '{0} 个已关闭（{1} = true），但仍被持有',
  'grew in every interval, by {0}': '每个区间都在增长，共 {0}',
  'grew by {0}': '增长了 {0}',
  'What was kept of the first snapshot is of another version of memdiag.':
    '第一份快照保留的内容来自另一个版本的 memdiag。',
  '{0} and {1} are of different processes: only {2} of {3} objects with the same id are of the same class.':
    '{0} 和 {1} 来自不同的进程：id 相同的 {3} 个对象中只有 {2} 个属于同一个类。',
  'Compare two snapshots of one process; ids mean nothing across a restart or between workers.':
    '请比较同一进程的两份快照；重启前后或不同工作进程之间的 id 没有可比性。',
  '{0} and {1} have no object in common.': '{0} 和 {1} 没有共同的对象。',
  '{0} was taken after {1}: its newest object has the larger id.':
    '{0} 晚于 {1}：它最新的对象 id 更大。',
  'Give the older snapshot first: memdiag heap diff {0} {1}':
    '请先给出较早的快照：memdiag heap diff {0} {1}',
  'the input is empty': '输入为空',
  'Write the snapshot again; the disk may have been full.': '请重新写出快照；当时磁盘可能已满。',
  'it looks like a CPU profile (.cpuprofile)': '它像是 CPU profile（.cpuprofile）',
  'Open it in the Performance panel of DevTools; memdiag heap needs a .heapsnapshot.':
    '请在 DevTools 的 Performance 面板中打开；memdiag heap 需要 .heapsnapshot。',
  'it looks like a sampling heap profile (.heapprofile)': '它像是采样堆 profile（.heapprofile）',
  'Open it in the Memory panel of DevTools; memdiag heap needs a .heapsnapshot.':
    '请在 DevTools 的 Memory 面板中打开；memdiag heap 需要 .heapsnapshot。',
  'it is JSON that begins with "{0}"': '它是以“{0}”开头的 JSON',
  'Write the snapshot again and copy it whole; a snapshot that was cut off or changed on the way cannot be read.':
    '请重新写出快照并完整复制；传输中被截断或改动的快照无法读取。',
  'Give a file that `v8.writeHeapSnapshot`, `heapdump` or Chrome DevTools wrote.':
    '请给出由 `v8.writeHeapSnapshot`、`heapdump` 或 Chrome DevTools 写出的文件。',
  ', found {0}': '，实际是 {0}',
  'Not a whole heap snapshot: expected {0} at byte {1}{2}.':
    '堆快照不完整：第 {1} 字节处应为 {0}{2}。',
  'Not a heap snapshot: {0}.': '不是堆快照：{0}。',
  'its "snapshot" has no "meta" with "node_fields" and "edge_fields"':
    '其“snapshot”中没有含“node_fields”和“edge_fields”的“meta”',
  'it is compressed with gzip': '它经过 gzip 压缩',
  'Unpack it first: gunzip FILE.': '请先解压：gunzip FILE。',
  'expected "{" at byte {0}, found {1}': '第 {0} 字节处应为“{”，实际是 {1}',
  'The snapshot holds more than 2 GiB of names.': '快照中的名称超过 2 GiB。',
  'Compare with --shallow, which keeps the names of classes only.':
    '请用 --shallow 比较，它只保留类名。',
  'Only the newest snapshot can come on stdin.': '只有最新的快照可以从 stdin 输入。',
  'Put the older ones into files.': '请把较早的快照放入文件。',
  'Name either a class or an object.': '请指定类或对象之一。',
  'For example: memdiag heap retainers FILE --class Socket, or --node @1234.':
    '例如：memdiag heap retainers FILE --class Socket，或 --node @1234。',
  'object @{0}': '对象 @{0}',
  'object of class {0}': '类 {0} 的对象',
  'There is no {0} in {1}.': '{1} 中没有 {0}。',
  'There is no {0} in {1} that is not in {2}.': '{1} 中没有 {2} 里所没有的 {0}。',
  'See `memdiag heap summary` for the names of classes.': '类名参见 `memdiag heap summary`。',
  'Near it: {0}.': '相近的有：{0}。',
  '`{0}` is not a number of rows.': '`{0}` 不是行数。',
  'Give a whole number from 1.': '请给出不小于 1 的整数。',
  '`{0}` is not the id of an object.': '`{0}` 不是对象 id。',
  'Ids look like @1234, in DevTools too.': 'id 形如 @1234，DevTools 中也是如此。',
  'There is no file {0}.': '没有文件 {0}。',
  'Give the path of a .heapsnapshot.': '请给出 .heapsnapshot 文件的路径。',
  'Not allowed to read {0}.': '没有权限读取 {0}。',
  'Snapshots are written with mode 0600: read it as its owner.':
    '快照以 0600 权限写入：请以其所有者的身份读取。',
  '{0} is not a whole gzip file: {1}.': '{0} 不是完整的 gzip 文件：{1}。',
  'Copy it again.': '请重新复制。',
  'Could not {0}: no answer in {1} s.': '无法 {0}：{1} s 内没有应答。',
  'Could not {0}: {1}': '无法 {0}：{1}',
  "Could not {0}: the process's own program did not run there{1}.":
    '无法 {0}：进程自己的程序没有在那里运行 {1}。',
  '; it said: {0}': '；它的输出：{0}',
}
