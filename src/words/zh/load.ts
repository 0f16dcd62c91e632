/** What src/steps/load and src/steps/trend say. */
export const LOAD: Readonly<Record<string, string>> = {
  'The service used {0} of {1} CPUs ({2}) over {3} s, with {4}{5}':
    '该服务在 {3} s 内使用了 {1} 个 CPU 中的 {0} 个（{2}），有 {4}{5}',
  '{0} established connection': '{0} 个已建立的连接',
  '{0} established connections': '{0} 个已建立的连接',
  '{0}: it is busy.': '{0}：服务繁忙。',
  '{0}: neither idle nor busy.': '{0}：既不空闲也不繁忙。',
  '{0}: it is not busy, but that many connections may hold {1}.':
    '{0}：服务不繁忙，但这么多连接可能占用 {1}。',
  '{0}: it is not busy, so traffic does not explain the memory.':
    '{0}：服务不繁忙，流量不能解释内存占用。',
  ' to the node (which are the service’s own could not be read)':
    '（为整个节点的连接，无法得知哪些属于该服务）',
  "Page cache makes up {0} ({1}) of the cgroup's {2}": 'cgroup 的 {2} 中，页缓存占 {0}（{1}）',
  '{0}: the kernel gives it back before it kills anything.':
    '{0}：内核在终止任何进程之前会先归还它。',
  "Files on a tmpfs and shared memory make up {0} ({1}) of the cgroup's {2}: the kernel cannot give them back.":
    'cgroup 的 {2} 中，tmpfs 上的文件和共享内存占 {0}（{1}）：内核无法归还。',
  'Tasks waited for memory during {0} of the last 10 s.':
    '最近 10 s 中有 {0} 的时间存在等待内存的任务。',
  'under 1 %': '不到 1 %',
  'over {0}': '在 {0} 内',
  'between {0} and {1}': '介于 {0} 与 {1} 之间',
  'Memory of the same processes rose by {0} {1}, from look to look and in its lows{2}.':
    '同一批进程的内存 {1} 变化了 {0}，每次观察都在上升，低点也在上升 {2}。',
  '; that may still be garbage between two collections': '；这仍可能是两次回收之间的垃圾',
  'Memory fell by {0} {1}.': '内存 {1} 下降了 {0}。',
  'Memory went up and down {0}, {1}: as garbage does, which is collected.':
    '内存 {0} 有升有降，{1}：符合垃圾产生又被回收的规律。',
  'Memory kept level {0}, {1}.': '内存 {0} 保持平稳，{1}。',
  'The service was started again while it was looked at: {0} ended. What was measured before does not go with what was measured after.':
    '服务在观察期间重启过：{0} 已结束。重启前后的测量结果不能放在一起比较。',
  'none above 0.01': '没有超过 0.01 的',
  '; {0} connections were taken and {1} TCP segments received a second by the network it lives in':
    '；所在网络每秒接受 {0} 个连接、收到 {1} 个 TCP 段',
  'Over {0} the service used {1} CPUs (busiest processes: {2}){3}{4}.':
    '该服务在 {0} 内使用了 {1} 个 CPU（最忙的进程：{2}）{3}{4}。',
  '; it counted {0} requests a second ({1})': '；它统计到每秒 {0} 个请求（{1}）',
  requests: '请求',
  ' requests/s': ' 请求/秒',
  ' CPUs': ' 个 CPU',
  ' segments/s': ' 段/s',
  'The memory follows {0}: {1} at {2}, {3} at {4} (rank correlation {5}).':
    '内存随 {0} 变化：{2} 时为 {1}，{4} 时为 {3}（秩相关系数 {5}）。',
  'The kernel killed {0} of this cgroup because its memory ran out, while it was looked at.':
    '观察期间，因内存耗尽，内核终止了该 cgroup 中的 {0}。',
  'The kernel has killed {0} of this cgroup because its memory ran out, and process {1} was started again {2} ago, later than the others.':
    '因内存耗尽，内核曾终止该 cgroup 中的 {0}，而进程 {1} 是 {2} 前重新启动的，晚于其他进程。',
  'The kernel has killed {0} of this cgroup because its memory ran out; when is not known: none while it was looked at, and no process was started again since.':
    '因内存耗尽，内核曾终止该 cgroup 中的 {0}；时间不详：观察期间没有发生，也没有进程在那之后重新启动。',
}
