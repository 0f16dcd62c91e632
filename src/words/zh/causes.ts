/** Causes and how sure the verdict is. */
export const CAUSES: Readonly<Record<string, string>> = {
  'overforked-workers': '工作进程过多',
  'js-heap-leak': 'JavaScript 堆泄漏',
  'websocket-compression': 'WebSocket 压缩',
  'console-backpressure': '日志输出积压',
  'external-memory': '堆外内存',
  'allocator-fragmentation': '分配器未归还的内存',
  'page-cache': '页缓存',
  'heap-limit-over-container': '堆上限超过容器内存',
  'real-load': '真实负载',
  'other-process': '其他进程',
  healthy: '正常',
  inconclusive: '尚无定论',
  confirmed: '已证实',
  likely: '很可能',
  possible: '有可能',
  none: '无',
}
