/** A number with what it counts, as it stands in a text. */
export type Figure = {
  /** As written, for messages. */
  readonly text: string
  readonly value: number
  readonly kind: 'bytes' | 'percent' | 'plain'
  /** Half of the last digit that was written: how far it may have been rounded. */
  readonly slack: number
  /**
   * The English word behind a plain number, singular: `worker` of `48 workers`. Empty where another kind of word
   * follows, as in `2 would do`: the text says what is counted, elsewhere. Null where nothing follows.
   */
  readonly noun: string | null
}

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  byte: 1,
  bytes: 1,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
  // Written for binary units as often as for decimal ones; the caller compares with the facts.
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
  tb: 1024 ** 4,
}

const FIGURE =
  /(?<![A-Za-z0-9_.])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:\s?(TiB|GiB|MiB|KiB|TB|GB|MB|KB|kB|bytes?|B)(?![A-Za-z])|\s?(%|percent\b)|(?:[ -]([A-Za-z][A-Za-z-]*))?)/gu

/** Every number of a text that is written in digits. */
export function figuresOf(text: string): Figure[] {
  return [...text.matchAll(FIGURE)].map(([whole, digits = '', unit, percent, noun]) => {
    const value = Number(digits.replaceAll(',', ''))
    const decimals = digits.split('.')[1]?.length ?? 0
    const slack = 0.5 / 10 ** decimals
    if (unit !== undefined) {
      const factor = UNITS[unit.toLowerCase()] ?? 1
      return {
        text: whole,
        value: value * factor,
        kind: 'bytes',
        slack: slack * factor,
        noun: null,
      }
    }
    if (percent !== undefined) return { text: whole, value, kind: 'percent', slack, noun: null }
    return {
      text: digits,
      value,
      kind: 'plain',
      slack: decimals === 0 ? 0 : slack,
      noun: noun === undefined ? null : NO_NOUN.test(noun) ? '' : singular(noun),
    }
  })
}

/** Whether a figure says what one of the facts says, rounded at most. */
export function isBacked(figure: Figure, facts: readonly Figure[]): boolean {
  const near = facts.filter(
    (fact) =>
      // A count of bytes in the values of evidence has no unit.
      (fact.kind === figure.kind || (figure.kind === 'bytes' && fact.kind === 'plain')) &&
      Math.abs(fact.value - figure.value) <= figure.slack + fact.slack + 1e-9,
  )
  if (near.length === 0) return false
  if (figure.kind !== 'plain' || figure.noun === null || figure.noun === '') return true
  // Facts that count the same thing must count as many: `2 workers` is wrong where all facts say 48.
  const alike = facts.filter((fact) => fact.noun === figure.noun)
  return alike.length === 0 || near.some((fact) => fact.noun === figure.noun || fact.noun === '')
}

/** Words that count nothing themselves. */
const NO_NOUN =
  /^(?:would|could|will|can|may|is|are|was|were|do|does|of|in|on|and|or|for|to|at|by|with|instead|from|others?|each|all|more|that|where|runs?|now|then|than|as|the)$/i

const WORDS: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  thousand: 1_000,
  million: 1_000_000,
  billion: 1_000_000_000,
  dozen: 12,
  dozens: 12,
  hundreds: 100,
  thousands: 1_000,
  half: 0.5,
  twice: 2,
  double: 2,
  doubled: 2,
  triple: 3,
}

/** Numbers in words, which cannot be held against the evidence as safely: `forty-eight`, `两个`. */
export function spelledNumbers(text: string): string[] {
  const english = [...text.matchAll(/[A-Za-z]+/g)]
    .map(([word]) => word)
    .filter((word) => Object.hasOwn(WORDS, word.toLowerCase()))
  const chinese = [
    ...text.matchAll(/[二两三四五六七八九十百千万亿半]+(?=[个倍台条次核份成])/g),
  ].map(([word]) => word)
  return [...english, ...chinese]
}

function singular(noun: string): string {
  const lower = noun.toLowerCase()
  if (lower.endsWith('sses')) return lower.slice(0, -2)
  return lower.length > 3 && lower.endsWith('s') && !lower.endsWith('ss')
    ? lower.slice(0, -1)
    : lower
}
