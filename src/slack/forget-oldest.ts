/** Forgets what was remembered first, where more than `size` is remembered. */
export function forgetOldest(memory: Map<string, unknown> | Set<string>, size: number): void {
  const [oldest] = memory.keys()
  if (memory.size > size && oldest !== undefined) memory.delete(oldest)
}
