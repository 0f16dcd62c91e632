/** How many, in words that several areas use. */
export const COUNTS: Readonly<Record<string, string>> = {
  '{0} worker': '{0} 个工作进程',
  '{0} workers': '{0} 个工作进程',
  'one process': '一个进程',
  'a process': '一个进程',
  'process {0}': '进程 {0}',
  '{0} processes': '{0} 个进程',
  once: '一次',
  '{0} times': '{0} 次',
  some: '部分',
  '{0} s': '{0} 秒',
  '{0} min': '{0} 分钟',
  '{0} min {1} s': '{0} 分 {1} 秒',
  '{0} h {1} min': '{0} 小时 {1} 分',
  '{0} d {1} h': '{0} 天 {1} 小时',
}
