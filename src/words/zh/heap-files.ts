/** What is wrong with the files that `memdiag heap` reads. */
export const HEAP_FILES: Readonly<Record<string, string>> = {
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
  'There is no {0} in {1}.': '{1} 中没有{0}。',
  'There is no {0} in {1} that is not in {2}.': '{1} 中没有 {2} 里所没有的{0}。',
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
    '无法 {0}：进程自己的程序没有在那里运行{1}。',
  '; it said: {0}': '；它的输出：{0}',
}
