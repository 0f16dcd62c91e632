/** What src/questions says. */
export const QUESTIONS: Readonly<Record<string, string>> = {
  'Measuring {0} again.': '正在重新测量 {0}。',
  'Measuring {0} again on {1}.': '正在 {1} 上重新测量 {0}。',
  'No step has told yet what set the number of workers.': '还没有步骤能说明工作进程数由什么决定。',
  '{0} was not measured.': '没有测量 {0}。',
  '{0} was not measured on {1}.': '没有在 {1} 上测量 {0}。',
  '{0} on {1}, as measured at {2}.': '{1} 上的 {0}，测于 {2}。',
  'Nothing was ruled out.': '没有排除任何原因。',
  'Nothing that was measured speaks for or against {0}.': '测量结果中没有支持或反对 {0} 的内容。',
  'Yes, {0} is the verdict ({1}).': '是的，结论就是 {0}（{1}）。',
  'No, {0} is ruled out.': '不是，{0} 已被排除。',
  'That is open: {0} was neither accepted nor ruled out.': '尚无定论：{0} 既未被认定，也未被排除。',
  'For: {0}': '支持：{0}',
  'Against: {0}': '反对：{0}',
  '{0} Change: `{1}`': '{0} 修改：`{1}`',
  'About {0} after the fix. To hold that against a measurement: memdiag verify {1}':
    '修复后约 {0}。要与实测对照：memdiag verify {1}',
  'The verdict asks for no further measurement.': '结论不需要进一步测量。',
  "I don't know more yet; this would tell ({0}): {1}": '目前只知道这些；还可以测量（{0}）：{1}',
  'That was not measured.': '没有测量这一项。',
  'Nothing that was read speaks of memory that ran out.': '读到的内容中没有提到内存耗尽。',
  "I don't know. The memory was not watched long enough. This would tell: {0}":
    '不知道。对内存的观察时间不够长。这样可以知道：{0}',
  'Who watched it does not stand in the log. What would have told earlier is in the postmortem: memdiag export {0}':
    '谁在监控，日志里没有。怎样才能更早知道，见事后复盘：memdiag export {0}',
  'Begun by {0} at {1}': '由 {0} 于 {1} 发起',
  '{0}; it is {1}.': '{0}；状态：{1}。',
  '{0}; {1} at {2}.': '{0}；{2} {1}。',
  '{0} has no node {1}. It has: {2} and {3} more.':
    '{0} 没有节点 {1}。它有：{2}，以及另外 {3} 个。',
  '{0} has no node {1}. It has: {2}.': '{0} 没有节点 {1}。它有：{2}。',
  'To be measured again: {0} on {1}.': '将重新测量：{1} 上的 {0}。',
  'Measure it again with: memdiag run {0} --only {1}': '重新测量：memdiag run {0} --only {1}',
  'all nodes': '所有节点',
  "I don't know. {0}{1}": '不知道。{0}{1}',
  'The rest is open.{0}': '其余尚无定论。{0}',
  ' This would tell: memdiag run {0} --only {1}': '这样可以知道：memdiag run {0} --only {1}',
  "I don't know. {0}": '不知道。{0}',
  "I don't know. {0} This would tell: {1}": '不知道。{0} 这样可以知道：{1}',
  '{0} more node is not shown: it is less full.': '另有 {0} 个节点未列出，它的内存占用更低。',
  '{0} more nodes are not shown: they are less full.':
    '另有 {0} 个节点未列出，它们的内存占用更低。',
  '{0}: {1} {2} ({3} %).': '{0}：{1} {2}（{3} %）。',
  '{0}: {1} unexplained, of {2}.': '{0}：{2} 中有 {1} 未解释。',
  'its cgroup': '其 cgroup',
  'the memory of the host': '宿主机内存',
  '{0} may use {1}, by {2}.': '{0} 最多可用 {1}，依据：{2}。',
  '{0} runs {1} workers in {2} processes, by {3}.':
    '{0} 上有 {1} 个工作进程，共 {2} 个进程，由 {3} 管理。',
  '{0} uses {1}.': '{0} 使用了 {1}。',
  '{0} uses {1} of {2}.': '{0} 使用了 {1}，上限 {2}。',
  '{0} has {1} logical CPUs.': '{0} 有 {1} 个逻辑 CPU。',
  '{0} has {1} logical CPUs and may use {2} of them.': '{0} 有 {1} 个逻辑 CPU，可用 {2} 个。',
  rss: '常驻',
  '{0}: {1} processes with {2} of {3} memory together, {4} each on average.':
    '{0}：{1} 个进程共有 {2} {3} 内存，平均每个 {4}。',
  'No class like {0} is among those that grew between the snapshots.':
    '两次快照之间增长的类中没有类似 {0} 的。',
  'Who holds {0} only heap snapshots tell, and none were compared.':
    '谁持有 {0} 只有堆快照能说明，而这次没有比较快照。',
  '{0} This would tell: memdiag resume {1} --approve snapshot':
    '{0} 这样可以知道：memdiag resume {1} --approve snapshot',
  '{0} They were refused: {1}': '{0} 快照被拒绝：{1}',
  '{0} What comes before them ({1}) was refused: {2}': '{0} 快照之前的一级（{1}）被拒绝：{2}',
  ' Held by {0}{1} through {2}.': '由 {0}{1} 通过 {2} 持有。',
  ' Path: {0}': '路径：{0}',
  '{0}{1}: {2} objects keep {3} alive.{4}{5}': '{0}{1}：{2} 个对象使 {3} 无法释放。{4}{5}',
  '{0}{1}: {2} more, {3} gone, {4} kept alive by all of them.':
    '{0}{1}：新增 {2} 个，释放 {3} 个，合计使 {4} 无法释放。',
}
