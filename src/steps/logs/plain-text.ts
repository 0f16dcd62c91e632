/**
 * A line's text with what varies from process to process taken out, so that the same line of 48 workers is
 * equal. Versions, ports and addresses stay: they tell one line from another, and the reader needs them.
 */
export function withoutVarying(text: string, pids: ReadonlySet<number>): string {
  const plain = RULES.reduce(
    (changed, [pattern, replacement]) => changed.replace(pattern, replacement),
    text,
  )
  return plain.replace(WHOLE_NUMBER, (digits) => (pids.has(Number(digits)) ? '<pid>' : digits))
}

/** A number that is no part of a word, version, address, port after a colon, or decimal. */
const WHOLE_NUMBER = /(?<![\w.:/-])\d{2,7}(?![\w/-]|[.:]\d)/g

const RULES: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/(?<![\d.:])\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?![\d:])/g, '<time>'],
  [/\b0x[0-9a-f]{1,32}\b/gi, '<hex>'],
  // Hashes and object ids: long, hex only, and with a digit (a word such as `decade` has none).
  [/\b(?=[a-f]{0,64}\d)[0-9a-f]{12,128}\b/gi, '<hex>'],
  // Random ids, such as a socket's: long, with small and capital letters and a digit.
  [
    /(?<![\w/.-])(?=[\w-]{0,80}[a-z])(?=[\w-]{0,80}[A-Z])(?=[\w-]{0,80}\d)[\w-]{16,80}(?![\w/.-])/g,
    '<id>',
  ],
  // Durations, sizes and shares.
  [
    /(?<![\w.:/-])[+-]?\d{1,15}(?:\.\d{1,9})?(\s?(?:ns|us|µs|ms|msec|s|sec|secs|seconds?|min|minutes?|h|hours?)\b)/g,
    '<n>$1',
  ],
  [/(?<![\w.:/-])\d{1,15}(?:\.\d{1,9})?(\s?(?:[kKMGT]i?B?|bytes?|B)\b|\s?%)/g, '<n>$1'],
  // Numbers that a word or bracket calls an id or a counter.
  [
    /(\b(?:pid|worker|process|instance|child|fork|thread|id|uid|request|req|count|total|attempt|retry|retries|seq|no)\b\s?(?:id\b|#|no\.?)?\s?[:=#(-]?\s?)\d{1,15}\b(?!\.\d)/gi,
    '$1<n>',
  ],
  [/#\d{1,15}\b/g, '#<n>'],
  // Longer than any port: a counter, an id or a time in milliseconds.
  [/(?<![\w.:/-])\d{6,20}(?:\.\d{1,9})?(?![\w/-]|[.:]\d)/g, '<n>'],
]
