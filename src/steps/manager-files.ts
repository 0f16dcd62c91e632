import { readable, type Sections, wholeNumber } from './sections.ts'

/** What the files of the service's processes tell of their manager. */
export type ManagerFiles = {
  /** The probe came to ask. */
  readonly asked: boolean
  /** Open files named `*_agent.log`, which node-agent writes. */
  readonly agentLogs: readonly { readonly pid: number; readonly path: string }[]
  /** Processes whose open files may not be read. */
  readonly unreadable: readonly number[]
  /** The systemd unit in which a process runs. */
  readonly unit: string | null
}

/** Reads the section `manager` of a probe that asked for it. */
export function readManagerFiles(sections: Sections): ManagerFiles {
  const agentLogs: { pid: number; path: string }[] = []
  const unreadable: number[] = []
  let unit: string | null = null
  for (const line of sections.lines('manager')) {
    const [first, second, third = ''] = line.split('\t')
    const pid = wholeNumber(first)
    if (pid === null) continue
    if (second === 'cgroup') unit ??= unitOf(third)
    else if (second === '-') unreadable.push(pid)
    else agentLogs.push({ pid, path: readable(third, 300) })
  }
  return { asked: sections.get('manager') !== undefined, agentLogs, unreadable, unit }
}

/** `0::/system.slice/checkout.service`: cgroups(7). A unit of a login session is not the service's. */
function unitOf(line: string): string | null {
  const path = line.split(':').slice(2).join(':')
  const unit = path.split('/').findLast((part) => part.endsWith('.service'))
  if (unit === undefined || path.startsWith('/user.slice/')) return null
  return /^(?:ssh|sshd|docker|containerd|kubelet|cron|crond)[@.]/.test(unit)
    ? null
    : readable(unit, 120)
}
