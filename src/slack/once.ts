import { forgetOldest } from './forget-oldest.ts'

/** Remembers the last `size` keys: true the first time a key is seen, false for each repetition. */
export function createOnce(size: number): (key: string) => boolean {
  const seen = new Set<string>()
  return (key) => {
    if (seen.has(key)) return false
    seen.add(key)
    forgetOldest(seen, size)
    return true
  }
}
