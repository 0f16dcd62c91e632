import { type Sections, wholeNumber } from './sections.ts'

/** Part of a probe: the section `memory` with what /proc/meminfo tells of the node. */
export const NODE_MEMORY = String.raw`section memory
grep -E '^(MemTotal|MemAvailable|MemFree|Buffers|Cached):' meminfo 2>/dev/null
`

export type NodeMemory = { readonly totalBytes: number; readonly availableBytes: number | null }

/** Reads the section `memory`. Before Linux 3.14 there is no MemAvailable: free, buffers and cache stand in. */
export function readNodeMemory(sections: Sections): NodeMemory {
  const kib = new Map<string, number>()
  for (const line of sections.lines('memory')) {
    const match = /^(\w+):\s+(\d+) kB$/.exec(line)
    const amount = wholeNumber(match?.[2])
    if (match?.[1] !== undefined && amount !== null) kib.set(match[1], amount)
  }
  const free = kib.get('MemFree')
  const standIn =
    free === undefined ? null : free + (kib.get('Buffers') ?? 0) + (kib.get('Cached') ?? 0)
  const available = kib.get('MemAvailable') ?? standIn
  return {
    totalBytes: (kib.get('MemTotal') ?? 0) * 1024,
    availableBytes: available === null ? null : available * 1024,
  }
}
