/** Whether a name matches a pattern of `*` (any run) and `?` (one character), in any case: PATTERNS in ssh_config(5). */
export function matchesPattern(pattern: string, name: string): boolean {
  return matchesFrom(pattern.toLowerCase(), name.toLowerCase())
}

/** Whether a name matches a list of patterns; one `!pattern` that matches rules the whole list out. */
export function matchesPatternList(patterns: readonly string[], name: string): boolean {
  const negated = patterns.filter((each) => each.startsWith('!')).map((each) => each.slice(1))
  if (negated.some((each) => matchesPattern(each, name))) return false
  return patterns.some((each) => !each.startsWith('!') && matchesPattern(each, name))
}

/** Walks both texts once and goes back to the last `*` only, so that no pattern takes more than n x m steps. */
function matchesFrom(pattern: string, name: string): boolean {
  let at = 0
  let star = -1
  let starAt = 0
  let index = 0
  while (index < name.length) {
    const wanted = pattern[at]
    if (wanted === '*') {
      star = at
      starAt = index
      at += 1
    } else if (wanted === '?' || wanted === name[index]) {
      at += 1
      index += 1
    } else if (star >= 0) {
      at = star + 1
      starAt += 1
      index = starAt
    } else {
      return false
    }
  }
  while (pattern[at] === '*') at += 1
  return at === pattern.length
}
