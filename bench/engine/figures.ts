import { readFileSync } from 'node:fs'

/** The value below which a share of the values lie; NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Resident memory of a process and its peak, in MB (VmRSS and VmHWM in kB: proc(5)). */
export function memoryOf(pid: number): { readonly rss: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string) =>
    (Number(new RegExp(String.raw`^${name}:\s+(\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6
  return { rss: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}

/** User and system CPU seconds of a process so far (fields 14 and 15 of /proc/PID/stat in ticks of 1/100 s: proc(5)). */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
