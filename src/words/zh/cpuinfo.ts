/** What src/steps/cpuinfo says. */
export const CPUINFO: Readonly<Record<string, string>> = {
  'The host has {0}. The service may use {1} (affinity {2}, {3}).':
    '宿主机有 {0}。该服务可用 {1} 个 CPU（亲和性允许 {2} 个，{3}）。',
  '{0}; /proc/cpuinfo tells no physical ids here': '{0}；这里的 /proc/cpuinfo 没有 physical id',
  '{0}, {1}, {2}': '{0}、{1}、{2}',
  '{0} physical id': '{0} 个 physical id（物理插槽）',
  '{0} physical ids': '{0} 个 physical id（物理插槽）',
  '{0} cpu core': '{0} 个 cpu core（物理核）',
  '{0} cpu cores': '{0} 个 cpu core（物理核）',
  '{0} processor': '{0} 个 processor（逻辑 CPU）',
  'no quota': '无 CPU 配额',
  'a quota of {0}': 'CPU 配额为 {0}',
  '{0} usable CPU': '{0} 个可用 CPU',
  '{0} usable CPUs': '{0} 个可用 CPU',
  '{0} for {1}': '{0} 对应 {1}',
  '{0}: {1} on each, and only one runs at a time.':
    '{0}：平均每个 CPU 上有 {1} 个，而同一时刻只有一个在运行。',
  '{0}: some more than one each.': '{0}：平均每个 CPU 上略多于一个。',
  '{0} workers: {1} ({2}).': '{0} 个工作进程：由 {1} 决定（{2}）。',
  '{0} workers: {1} would give that; which one it was is not proved.':
    '{0} 个工作进程：{1} 都会得出这个数；究竟是哪一个尚未证实。',
  '{0}, or {1}': '{0}，或 {1}',
  '{0} gives {1}': '{0} 得出 {1}',
  '{0} workers: no automatic rule gives {1} on this host ({2}), so the count is set explicitly.':
    '{0} 个工作进程：在这台主机上没有任何自动规则会得出 {1}（{2}），因此数量是显式设置的。',
  'only os.availableParallelism() ({0}) knows': '只有 os.availableParallelism()（{0}）知道这一点',
  'os.availableParallelism() is not there or its version is not known':
    '没有 os.availableParallelism()，或 Node.js 版本未知',
  'os.availableParallelism() gives {0}': 'os.availableParallelism() 返回 {0}',
  "os.cpus() gives {0} although the service may use {1}: {2}. A count taken from os.cpus() is the host's.":
    'os.cpus() 返回 {0}，而该服务只能用 {1} 个 CPU：{2}。用 os.cpus() 得出的数量是宿主机的。',
  ' on {0} cpu, {1} physical': '（识别到 {0} 个 CPU，{1} 个物理核）',
  ' on {0} cpus, {1} physical': '（识别到 {0} 个 CPU，{1} 个物理核）',
  "node-agent's log says it forked {0} workers{1}; {2}.":
    'node-agent 的日志写明它 fork 了 {0} 个工作进程 {1}；{2}。',
  'that many run': '与正在运行的数量一致',
  '{0} run now': '现在有 {0} 个在运行',
}
