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
}
