/** Items of the account, and the loads that memory is held against. */
export const ACCOUNT: Readonly<Record<string, string>> = {
  ' (counted {0})': '（计数为 {0}）',
  'process {0}: {1}{2}': '进程 {0}：{1}{2}',
  'process {0}: Node.js itself and what the allocator keeps':
    '进程 {0}：Node.js 自身及分配器保留的内存',
  'JavaScript heap in use': '使用中的 JavaScript 堆',
  'JavaScript heap kept free': '保留的空闲 JavaScript 堆',
  'external memory (Buffers, native objects)': '堆外内存（Buffer、原生对象）',
  'shared between processes, counted once': '进程间共享（只计一次）',
  'other processes in the cgroup': 'cgroup 中的其他进程',
  'shared memory (tmpfs, shm)': '共享内存（tmpfs、shm）',
  'page cache': '页缓存',
  kernel: '内核',
  'workers, private': '工作进程（私有）',
  'master, private': '主进程（私有）',
  'other processes of the service, private': '该服务的其他进程（私有）',
  'CPU use': 'CPU 用量',
  connections: '连接数',
  traffic: '流量',
}
