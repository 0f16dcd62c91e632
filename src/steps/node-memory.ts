import { kibBytes, type Sections } from './sections.ts'

/** Part of a probe: the section `memory` with what /proc/meminfo tells of the node. */
export const NODE_MEMORY = String.raw`section memory
grep -E '^(MemTotal|MemAvailable|MemFree|Buffers|Cached):' meminfo 2>/dev/null
`

export type NodeMemory = { readonly totalBytes: number; readonly availableBytes: number | null }

/** Reads the section `memory`. Before Linux 3.14 there is no MemAvailable: free, buffers and cache stand in. */
export function readNodeMemory(sections: Sections): NodeMemory {
  const told = new Map<string, number>()
  for (const line of sections.lines('memory')) {
    const match = /^(\w+):\s+(\d+) kB$/.exec(line)
    const bytes = kibBytes(match?.[2])
    if (match?.[1] !== undefined && bytes !== null) told.set(match[1], bytes)
  }
  const free = told.get('MemFree')
  const standIn =
    free === undefined ? null : free + (told.get('Buffers') ?? 0) + (told.get('Cached') ?? 0)
  return {
    totalBytes: told.get('MemTotal') ?? 0,
    availableBytes: told.get('MemAvailable') ?? standIn,
  }
}
