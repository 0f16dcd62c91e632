/**
 * Takes secrets out of text before it is stored or shown. It works within a line and never removes a line
 * or a field separator, so that a parser reads a masked text like the original. Every repetition is
 * bounded: the text comes from a host, and one hostile line must not cost more than its length.
 */
export function mask(text: string): string {
  return RULES.reduce(
    (masked, [pattern, replacement]) => masked.replace(pattern, replacement),
    text,
  )
}

const HIDDEN = '***'

/** Parts of the patterns below. `\x1f` separates arguments in our probes, where the kernel has NUL. */
const SECRET_NAME =
  '(?:passw(?:or)?d|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|auth[-_]?key|signing[-_]?key|credentials?|connection[-_]?string)[A-Za-z0-9_.-]{0,64}'
const VALUE = '(?:"[^"\\n]{0,4096}"|\'[^\'\\n]{0,4096}\'|[^\\s"\',;&\\x1f]{1,4096})'

const RULES: readonly (readonly [RegExp, string])[] = [
  // Private keys in PEM: lines of nothing but base64 after the first, also when a log folded them into one
  // line with literal \n or blanks. What follows an unfinished key stays.
  [
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:(?:\r?\n|\\r|\\n){1,4}(?:(?:Proc-Type|DEK-Info):[^\r\n\\]{0,128}|[A-Za-z0-9+/=]{1,128}(?=[\r\n\\]|$))|[ ]{1,4}[A-Za-z0-9+/=]{20,128}){0,512}(?:(?:\s|\\r|\\n){0,4}-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
    HIDDEN,
  ],
  // user:password@ in a URL or connection string.
  [/(:\/\/[^\s:@/\x1f]{0,256}):[^\s@/\x1f]{1,1024}@/g, `$1:${HIDDEN}@`],
  // Tokens with a known shape: Slack, GitHub, GitLab, npm, AWS, Google, OpenAI and Stripe, JSON Web Tokens.
  [/\b(?:xox[a-z]|xapp)-[A-Za-z0-9-]{8,512}/g, HIDDEN],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|npm_)[A-Za-z0-9_-]{16,512}/g, HIDDEN],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/\bAIza[A-Za-z0-9_-]{30,128}/g, HIDDEN],
  [/\b[srp]k[-_][A-Za-z0-9_-]{16,512}/g, HIDDEN],
  [/\beyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,4096}(?:\.[A-Za-z0-9_-]{0,4096})?/g, HIDDEN],
  // Authorization headers.
  [/\b(Bearer|Basic)([ \x1f]{1,4})[A-Za-z0-9._~+/=-]{8,4096}/gi, `$1$2${HIDDEN}`],
  // name=value, name: value and "name":"value" where the name speaks of a secret, then --name value.
  [new RegExp(`(${SECRET_NAME}["']?[ \\t]{0,4}[=:][ \\t]{0,4})${VALUE}`, 'gi'), `$1${HIDDEN}`],
  [
    new RegExp(
      `(--?[A-Za-z0-9_.-]{0,64}?${SECRET_NAME}[ \\x1f]{1,4})(?!-)[^\\s\\x1f]{1,4096}`,
      'gi',
    ),
    `$1${HIDDEN}`,
  ],
  // mysql -pSECRET, redis-cli -a SECRET, curl -u user:SECRET.
  [/(\b(?:mysql|mysqldump|mariadb)\b[^\n]{0,256}?[ \x1f]-p)[^\s\x1f]{1,1024}/g, `$1${HIDDEN}`],
  [/(\bredis-cli\b[^\n]{0,256}?[ \x1f]-a[ \x1f])[^\s\x1f]{1,1024}/g, `$1${HIDDEN}`],
  [
    /(\bcurl\b[^\n]{0,256}?[ \x1f](?:-u|--user)[ \x1f][^\s:\x1f]{1,256}):[^\s\x1f]{1,1024}/g,
    `$1:${HIDDEN}`,
  ],
]
