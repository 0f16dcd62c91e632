import type { Missing } from '../core/evidence.ts'
import type { Cgroup } from '../core/values.ts'
import { MAX_INSPECTED } from './limits.ts'
import { decimalNumber, type Sections, wholeNumber } from './sections.ts'
import { say } from '../core/say.ts'

/**
 * Part of a probe: the section `cgroup`, with the files of the cgroup of the service's first process, and the limits
 * of its parents. Where its path is not visible under the mount, as in a container that sees the host's
 * paths, the mount is its own cgroup. It also counts the memory cgroups over which the processes are spread.
 */
export const CGROUP = String.raw`section cgroup
for p in $(few 1 $NODES) $(few 1 $PIDS) self; do [ -r "$p/cgroup" ] && break; done
MEM=; CPU=; UNIFIED=
while IFS=: read -r id names path; do
  case ",$names," in *,memory,*) MEM=$path ;; esac
  case ",$names," in *,cpu,*) CPU=$path ;; ,,) UNIFIED=$path ;; esac
done 2>/dev/null <"$p/cgroup"
tell() { while read -r line; do printf '%s\t%s\t%s\n' "$1" "$2" "$line"; done 2>/dev/null <"$3/$2"; }
# levels MOUNT PATH FILE...: the files of the cgroup at depth 0, of its parent at depth 1, up to the mount.
levels() {
  top=$1; at=$1
  case $2 in ''|/|*..*) ;; *) [ -d "$1$2" ] && at=$1$2 ;; esac
  LEAF=$at; shift 2; depth=0
  while [ "$depth" -lt 32 ]; do
    for name; do tell "$depth" "$name" "$at"; done
    [ "$at" = "$top" ] && break
    at=${'$'}{at%/*}; depth=$((depth + 1))
  done
}
if [ -d "$C/memory" ]; then
  echo 'version	1'
  for mount in cpu cpu,cpuacct cpuacct,cpu; do [ -d "$C/$mount" ] && break; done
  levels "$C/$mount" "$CPU" cpu.cfs_quota_us cpu.cfs_period_us
  levels "$C/memory" "$MEM" memory.limit_in_bytes
  for name in memory.usage_in_bytes memory.stat memory.oom_control memory.kmem.usage_in_bytes; do tell 0 "$name" "$LEAF"; done
elif [ -r "$C/cgroup.controllers" ]; then
  echo 'version	2'
  levels "$C" "$UNIFIED" cpu.max memory.max
  for name in memory.current memory.stat memory.events memory.pressure; do tell 0 "$name" "$LEAF"; done
fi
if [ -n "$LEAF" ] && [ -r "$LEAF/cgroup.procs" ]; then
  foreign=0
  while read -r q; do
    case " $PIDS $IGNORED $$ " in *" $q "*) ;; *) foreign=$((foreign + 1)) ;; esac
  done <"$LEAF/cgroup.procs"
  printf 'foreign\t%s\n' "$foreign"
fi
{ echo /dev/null; for q in $(few ${MAX_INSPECTED} ${'$'}{NODES:-$PIDS}); do echo "$q/cgroup"; done; } | xargs cat 2>/dev/null | awk -F: '
  { path = substr($0, length($1) + length($2) + 3) }
  ("," $2 ",") ~ /,memory,/ && !(path in one) { one[path] = 1; ones++ }
  $1 == "0" && $2 == "" && !(path in two) { two[path] = 1; twos++ }
  END { print "spread\t1\t" ones + 0; print "spread\t2\t" twos + 0 }'
`

export type CgroupReading = {
  readonly cgroup: Cgroup
  /** memory.pressure of the cgroup: share of the last 10 s in which some task waited. */
  readonly pressureRatio: number | null
  readonly missing: readonly Missing[]
}

/**
 * Reads the section `cgroup`. The limit and the quota are the smallest of the cgroup and its parents. Where the
 * processes are spread over several cgroups the figures of one are not the service's: there are none then.
 */
export function readCgroup(sections: Sections): CgroupReading {
  const files = readFiles(sections.lines('cgroup'))
  if (files.spread > 1) return spreadOver(files.spread, files.version)
  return { ...readOne(files), missing: [] }
}

function spreadOver(count: number, version: Cgroup['version']): CgroupReading {
  return {
    cgroup: {
      version,
      memoryLimitBytes: null,
      memoryUsageBytes: null,
      cpuQuota: null,
      anonBytes: null,
      fileBytes: null,
      shmemBytes: null,
      kernelBytes: null,
      oomKills: null,
      foreignProcesses: null,
    },
    pressureRatio: null,
    missing: [
      {
        what: say`cgroup of the service`.text,
        reason: 'unreadable',
        hint: say`its processes are in ${count} cgroups; name each container as a node with \`enter\``
          .text,
      },
    ],
  }
}

function readOne(files: Files): Omit<CgroupReading, 'missing'> {
  const version = files.version
  const bytes = (name: string) => wholeNumber(files.leaf(name)[0])
  const stat = (name: string) => keyed(files.leaf('memory.stat'), name)
  const shared = { version, foreignProcesses: files.foreign, cpuQuota: quotaOf(files) }
  const pressureRatio = pressureOf(files.leaf('memory.pressure'))
  if (version === 1) {
    const limits = [...files.each('memory.limit_in_bytes'), stat('hierarchical_memory_limit')]
    return {
      cgroup: {
        ...shared,
        memoryLimitBytes: smallest(limits),
        memoryUsageBytes: bytes('memory.usage_in_bytes'),
        anonBytes: stat('total_rss') ?? stat('rss'),
        fileBytes: stat('total_cache') ?? stat('cache'),
        shmemBytes: stat('total_shmem') ?? stat('shmem'),
        kernelBytes: bytes('memory.kmem.usage_in_bytes'),
        oomKills: keyed(files.leaf('memory.oom_control'), 'oom_kill'),
      },
      pressureRatio,
    }
  }
  return {
    cgroup: {
      ...shared,
      memoryLimitBytes: smallest(files.each('memory.max')),
      memoryUsageBytes: bytes('memory.current'),
      anonBytes: stat('anon'),
      fileBytes: stat('file'),
      shmemBytes: stat('shmem'),
      kernelBytes: stat('kernel') ?? kernelParts(stat),
      oomKills: keyed(files.leaf('memory.events'), 'oom_kill'),
    },
    pressureRatio,
  }
}

/** `some avg10=1.50 avg60=...` in percent: the kernel's accounting/psi. */
export function pressureOf(lines: readonly string[]): number | null {
  const some = lines.find((line) => line.startsWith('some '))
  const percent = decimalNumber(/avg10=([\d.]+)/.exec(some ?? '')?.[1])
  return percent === null ? null : Math.min(1, percent / 100)
}

type Files = {
  readonly version: 1 | 2 | null
  readonly foreign: number | null
  /** Memory cgroups of that version in which the service's processes are; 1 where not told. */
  readonly spread: number
  /** Lines of a file of the cgroup itself. */
  leaf(name: string): readonly string[]
  /** A one-number file at every level; null where it has no number, such as `max`. */
  each(name: string): readonly (number | null)[]
  /** First line of a file by depth. */
  byDepth(name: string): ReadonlyMap<number, string>
}

function readFiles(lines: readonly string[]): Files {
  let version: 1 | 2 | null = null
  let foreign: number | null = null
  const spread = new Map<string, number>()
  const found = new Map<string, Map<number, string[]>>()
  for (const line of lines) {
    const [first, second = '', third = ''] = line.split('\t')
    if (first === 'version') version = second === '1' ? 1 : second === '2' ? 2 : null
    else if (first === 'foreign') foreign = wholeNumber(second)
    else if (first === 'spread') spread.set(second, wholeNumber(third) ?? 1)
    else {
      const levels = found.get(second) ?? new Map<number, string[]>()
      const depth = wholeNumber(first)
      if (depth === null) continue
      levels.set(depth, [...(levels.get(depth) ?? []), third.trim()])
      found.set(second, levels)
    }
  }
  const byDepth = (name: string) =>
    new Map([...(found.get(name) ?? [])].map(([depth, all]) => [depth, all[0] ?? '']))
  return {
    version,
    foreign,
    spread: spread.get(String(version)) ?? 1,
    byDepth,
    leaf: (name) => found.get(name)?.get(0) ?? [],
    each: (name) => [...byDepth(name).values()].map((text) => wholeNumber(text)),
  }
}

/** Unlimited is no number: v2 says `max`, v1 9223372036854771712, which is beyond what wholeNumber takes. */
function smallest(limits: readonly (number | null)[]): number | null {
  const real = limits.filter((limit) => limit !== null)
  return real.length === 0 ? null : Math.min(...real)
}

/** v2 cpu.max is `QUOTA PERIOD` or `max PERIOD`; v1 has a file each and -1 for none. */
function quotaOf(files: Files): number | null {
  const periods = files.byDepth('cpu.cfs_period_us')
  const pairs = [
    ...[...files.byDepth('cpu.max').values()].map((text) => text.split(' ')),
    ...[...files.byDepth('cpu.cfs_quota_us')].map(([depth, quota]) => [quota, periods.get(depth)]),
  ]
  const quotas = pairs.map(([quota, period]) => {
    const [time, of] = [wholeNumber(quota), wholeNumber(period)]
    return time === null || of === null || time === 0 || of === 0 ? null : time / of
  })
  return smallest(quotas)
}

function keyed(lines: readonly string[], name: string): number | null {
  const line = lines.find((each) => each.startsWith(`${name} `))
  return wholeNumber(line?.slice(name.length + 1).trim())
}

/** memory.stat tells `kernel` since Linux 5.18; before that its parts. */
function kernelParts(stat: (name: string) => number | null): number | null {
  const parts = ['slab', 'kernel_stack', 'pagetables', 'percpu', 'sock'].map(stat)
  const known = parts.filter((part) => part !== null)
  return known.length === 0 ? null : known.reduce((total, part) => total + part, 0)
}
