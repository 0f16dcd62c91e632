import { type Sections, wholeNumber } from './sections.ts'

/** Part of a probe: the section `allowed` with the CPUs online and those the service's first process may run on. */
export const ALLOWED_CPUS = String.raw`section allowed
printf 'online %s\n' "$(grep -c '^cpu[0-9]' stat 2>/dev/null)"
for p in $(few 1 $NODES) $(few 1 $PIDS) self; do
  grep '^Cpus_allowed_list:' "$p/status" 2>/dev/null && break
done
`

export type AllowedCpus = { readonly online: number | null; readonly allowed: number | null }

/** Reads the section `allowed`. The mask may name CPUs that are not there: it counts no more than are online. */
export function readAllowedCpus(sections: Sections): AllowedCpus {
  const lines = sections.lines('allowed')
  const online = wholeNumber(lines.find((line) => line.startsWith('online '))?.slice(7)) || null
  const mask = lines.find((line) => line.startsWith('Cpus_allowed_list:'))?.slice(18)
  const listed = mask === undefined ? null : countCpus(mask.trim())
  const allowed = listed === null || online === null ? listed : Math.min(listed, online)
  return { online, allowed }
}

/** CPUs in a list such as `0-3,8,10-11`: cpuset(7). Null for anything else. */
export function countCpus(list: string): number | null {
  let count = 0
  for (const range of list.split(',')) {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(range)
    if (match === null) return null
    const first = Number(match[1])
    const last = Number(match[2] ?? match[1])
    if (last < first) return null
    count += last - first + 1
  }
  return count
}

/** CPUs' worth of time within affinity and quota; null when neither is known. */
export function usableTime(cpus: AllowedCpus, quota: number | null): number | null {
  const allowed = cpus.allowed ?? cpus.online
  if (allowed === null) return quota
  return quota === null ? allowed : Math.min(allowed, quota)
}
