import type { Evidence } from '../core/evidence.ts'
import type { LogsValues } from '../core/logs-values.ts'
import type { TopValues } from '../core/values.ts'

/**
 * Commands that show a person on the node what the probe measured. Paths come from a host: each is quoted for a
 * POSIX shell, and one with a control character is left out.
 */
export function byHand({ values }: Evidence): string[] {
  switch (values.kind) {
    case 'load':
      return [
        'cat /proc/loadavg',
        'cat /sys/fs/cgroup/memory.current /sys/fs/cgroup/memory.max  # cgroup v1: /sys/fs/cgroup/memory/memory.usage_in_bytes, memory.limit_in_bytes',
        'ss -tn state established | wc -l',
      ]
    case 'snapshot':
      return [
        'grep SigCgt /proc/PID/status  # 0x200 is SIGUSR1: the runtime would open the inspector on it',
      ]
    case 'inspector':
      return [
        `node inspect 127.0.0.1:${values.port}  # then: exec('JSON.stringify(process.memoryUsage())')`,
      ]
    case 'websocket':
      return values.packages
        .filter((each) => isPlain(each.path))
        .map((each) => `grep '"version"' ${quoted(each.path)}`)
    case 'handshake':
      return [handshake(values.port, values.path)]
    case 'logs':
      return logCommands(values)
    case 'top':
      return topCommands(values)
    case 'cpuinfo':
      return [
        "grep 'physical id' /proc/cpuinfo | sort -u | wc -l",
        "grep 'cpu cores' /proc/cpuinfo | uniq",
        'grep -c ^processor /proc/cpuinfo',
        "node -p 'os.cpus().length'",
        'cat /sys/fs/cgroup/cpu.max  # cgroup v1: /sys/fs/cgroup/cpu/cpu.cfs_quota_us, cpu.cfs_period_us',
      ]
    // What touches the process is not to be done by hand: memdiag asks for approval and watches the headroom.
    case 'heap-process':
    case 'heap-figures':
    case 'heap-profile':
    case 'heap-comparison':
    case 'none':
      return []
    case 'trend':
      return ['ps -eo pid,rss,args --sort=-rss | head -n 60  # again some minutes later']
  }
}

function handshake(port: number, path: string): string {
  const headers = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: bWVtZGlhZyBoYW5kc2hha2U=',
    'Sec-WebSocket-Extensions: permessage-deflate',
  ]
  const url = `http://127.0.0.1:${port}${path}?EIO=3&transport=websocket`
  return `curl -si --max-time 5 ${headers.map((each) => `-H '${each}'`).join(' ')} ${quoted(url)} | head -n 20`
}

function logCommands({ files }: LogsValues): string[] {
  return files
    .filter((file) => isPlain(file.path))
    .slice(0, 2)
    .flatMap(({ path }) => [
      `grep -nE 'heap out of memory|ENOMEM|Cannot allocate memory' ${quoted(path)} | tail`,
      `sed -E 's/[0-9]+/N/g' ${quoted(path)} | sort | uniq -c | sort -rn | head`,
    ])
}

function topCommands({ processes }: TopValues): string[] {
  const [first] = processes
  return [
    'ps -eo pid,ppid,rss,args --sort=-rss | head -n 60',
    ...(first === undefined
      ? []
      : [
          `grep -E '^(Rss|Pss|Private)' /proc/${first.pid}/smaps_rollup  # for each of the processes`,
        ]),
  ]
}

function isPlain(path: string): boolean {
  return !/[\u0000-\u001F\u007F-\u009F]/.test(path)
}

function quoted(text: string): string {
  return /^[A-Za-z0-9_./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
