const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** Bytes for a person, in binary units with three figures at most: `1.07 GiB`, `36.5 MiB`, `0 B`. */
export function formatBytes(bytes: number): string {
  const sign = bytes < 0 ? '-' : ''
  let amount = Math.abs(bytes)
  let unit = 0
  while (amount >= 1023.95 && unit < UNITS.length - 1) {
    amount /= 1024
    unit += 1
  }
  const digits = unit === 0 || amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2
  return `${sign}${amount.toFixed(digits)} ${UNITS[unit] ?? 'B'}`
}
