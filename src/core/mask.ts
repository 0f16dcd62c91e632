/**
 * Takes secrets out of text before it is stored or shown. It works within a line and never removes a line
 * or a field separator, so that a parser reads a masked text like the original. Every repetition is
 * bounded: the text comes from a host, and one hostile line must not cost more than its length.
 */
export function mask(text: string): string {
  return RULES.reduce(
    (masked, [pattern, replacement]) =>
      typeof replacement === 'string'
        ? masked.replace(pattern, replacement)
        : masked.replace(pattern, replacement),
    text,
  )
}

const HIDDEN = '***'

/**
 * Parts of the patterns below. `\x1f` separates arguments in our probes, where the kernel has NUL.
 * A prefix of a name is looked for backwards from the name, so that it costs nothing where there is none.
 */
const KEY_OF =
  'api|access|private|auth|signing|session|encryption|encrypt|cipher|crypto|master|shared|account|hmac|jwt|aes|secret|cookie'
const LONG_NAME = `(?:passw(?:or)?d|passphrase|secret|token|(?:${KEY_OF})[-_]?key|credentials?|connection[-_]?string)[A-Za-z0-9_.-]{0,64}`
/** Short names are parts of other words ("compass", "passed", "keyboard"), so they must stand alone. */
const SHORT_NAME =
  '(?<![A-Za-z])(?:db|user|admin|root|pg|mysql|redis|smtp|mail|ftp|ssh|key|store)?(?:pass|pwd)[0-9]{0,2}|(?-i:_KEY)|(?<![A-Za-z0-9_.-])--(?:auth|key)|(?<=[?&])(?:auth|key|sig)'
const NAME = `(?:${LONG_NAME}|${SHORT_NAME})`
const SEPARATOR = '["\'\\\\]{0,8}[ \\t]{0,4}[=:]{1,2}>?[ \\t]{0,4}'

/** What follows a `;` in a connection string, where a `;` in a password has anything else after it. */
const NEXT_FIELD =
  ';[ ]?(?:[A-Za-z_][A-Za-z0-9_.-]{0,40}|(?:user|initial|data|integrated|persist|connect|connection|trust|application|max|min|multiple|ssl|export)[ ][A-Za-z0-9_ ]{1,30})='
const QUOTED =
  '(?:"(?:\\\\[^\\n\\r\\t\\x1f]|[^"\\\\\\n\\r\\t\\x1f]){0,16384}"|\'(?:\\\\[^\\n\\r\\t\\x1f]|[^\'\\\\\\n\\r\\t\\x1f]){0,16384}\')'
/** JSON inside a string: it ends at a quote behind as many backslashes as its first one has. */
const ESCAPED =
  '(?<escape>\\\\{1,7})(?<quote>["\'])(?:(?!(?<!\\\\)\\k<escape>\\k<quote>)[^\\n\\r\\t\\x1f]){0,16384}\\k<escape>\\k<quote>'
const BARE = `["'\\\\]{0,8}(?:[^\\s"',;&\\\\\\x1f]|\\\\(?!\\\\{0,7}["'])|["'](?=[A-Za-z0-9])|(?!${NEXT_FIELD});(?=[^\\s"'\\x1f])){1,65536}`
const VALUE = `(?:${QUOTED}|${ESCAPED}|${BARE})`
/** The rest of one argument, which may hold blanks and quotes. */
const ARGUMENT = `(?:[^;\\n\\r\\t\\x1f]|(?!${NEXT_FIELD});){1,65536}`
/** The rest of a header: to the end of the line, of the argument or of the string that it stands in. */
const HEADER =
  '(?:="[^"\\s;,]{1,1024}"(?=[;,\\s\\x1f]|$)|(?!\\\\{1,8}["\'])[^"\'\\n\\r\\t\\x1f]){1,65536}'
const HEADER_START = '["\'\\\\]{0,8}[ \\t]{0,4}[=:][ \\t]{0,4}'

/** `--password --port 80` asks for the password; any other word after the name is one, also `-x`. */
const NOT_AN_OPTION = '(?!--[a-z][a-z0-9-]{0,40}(?:[ =\\x1f]|$))'
const AFTER_DASH = '(?<=-[A-Za-z0-9_.-]{0,128})'
const ARGUMENT_START = '-{0,2}[A-Za-z0-9_.-]{0,128}'

/** Up to the next `://`, so that no character is looked at twice, however many addresses a line has. */
const ADDRESS_REST = `(?:(?!://)(?:[^\\s"'\\x1f]|'(?=[A-Za-z0-9]))){1,4096}`
const ADDRESS_USER = `[^\\s:/"'[\\x1f]{0,256}`

type Replacement = (match: string, kept: string, rest: string) => string

const RULES: readonly (readonly [RegExp, string | Replacement])[] = [
  // Private keys in PEM: lines of nothing but base64 after the first, also when a log folded them into one
  // line with literal \n or blanks. What follows an unfinished key stays.
  [
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:(?:\r?\n|\\r|\\n){1,4}(?:(?:Proc-Type|DEK-Info):[^\r\n\\]{0,128}|[A-Za-z0-9+/=]{1,128}(?=[\r\n\\]|$))|[ ]{1,4}[A-Za-z0-9+/=]{20,128}){0,512}(?:(?:\s|\\r|\\n){0,4}-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
    HIDDEN,
  ],
  // user:password@ in a URL or connection string. On the web a path may hold an @ and a port looks like a
  // password; elsewhere a password may hold a slash.
  [
    new RegExp(
      `(?<=\\b(?:https?|wss?))(://${ADDRESS_USER}:)(?!\\d{1,5}[/?#])(${ADDRESS_REST})`,
      'gi',
    ),
    (_match, start, rest) => start + hideUserInfo(rest, rest.split('/', 1).join('')),
  ],
  [
    new RegExp(`(?<!\\b(?:https?|wss?))(://${ADDRESS_USER}:)(${ADDRESS_REST})`, 'gi'),
    (_match, start, rest) => start + hideUserInfo(rest, rest),
  ],
  // Tokens with a known shape: Slack, GitHub, GitLab, npm, AWS, Google, OpenAI and Stripe, JSON Web Tokens.
  [/\b(?:xox[a-z]|xapp)-[A-Za-z0-9-]{8,512}/g, HIDDEN],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|npm_)[A-Za-z0-9_-]{16,512}/g, HIDDEN],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/\bAIza[A-Za-z0-9_-]{30,128}/g, HIDDEN],
  [/\b[srp]k[-_][A-Za-z0-9_-]{16,512}/g, HIDDEN],
  // Matched without its second part as well, and then kept: the next search starts behind it.
  [
    /\beyJ[A-Za-z0-9_-]{8,4096}(\.[A-Za-z0-9_-]{8,4096}(?:\.[A-Za-z0-9_-]{0,4096})?)?/g,
    (match, payload: string | undefined) => (payload === undefined ? match : HIDDEN),
  ],
  // Authorization and cookie headers.
  [/\b(Bearer|Basic)([ \x1f]{1,4})[A-Za-z0-9._~+/=-]{8,4096}/gi, `$1$2${HIDDEN}`],
  [
    new RegExp(
      `(authorization${HEADER_START}\\\\{0,7}["']?(?:(?:Bearer|Basic|Token|Digest|Negotiate|ApiKey|AWS4-HMAC-SHA256)[ ]{1,4})?)${HEADER}`,
      'gi',
    ),
    `$1${HIDDEN}`,
  ],
  [
    new RegExp(
      `(cookies?${HEADER_START})(?:\\[[^\\]\\n\\r\\t\\x1f]{0,16384}\\]?|(\\\\{0,7}["']?)${HEADER})`,
      'gi',
    ),
    (_match, start, quote = '') => start + quote + HIDDEN,
  ],
  // One argument: name=value with blanks in it, then the value as an argument of its own.
  [
    new RegExp(
      `(${NAME}(?=[=:])(?<=(?:^|[\\t\\x1f])${ARGUMENT_START})[=:])(?:(?<=\\x1f${ARGUMENT_START}.)${ARGUMENT}|${ARGUMENT}(?=\\x1f|${NEXT_FIELD}))`,
      'gim',
    ),
    `$1${HIDDEN}`,
  ],
  [
    new RegExp(
      `(${NAME}(?=\\x1f)${AFTER_DASH}\\x1f)${NOT_AN_OPTION}[^\\n\\r\\t\\x1f]{1,65536}`,
      'gim',
    ),
    `$1${HIDDEN}`,
  ],
  // name=value, name: value and "name":"value" where the name speaks of a secret, then --name value.
  [new RegExp(`(${NAME}${SEPARATOR})${VALUE}`, 'gi'), `$1${HIDDEN}`],
  [
    new RegExp(
      `(${NAME}(?=[ ])${AFTER_DASH}[ ]{1,4})${NOT_AN_OPTION}(?:${QUOTED}|[^\\s\\x1f]{1,65536})`,
      'gim',
    ),
    `$1${HIDDEN}`,
  ],
  // mysql -pSECRET, redis-cli -a SECRET, curl -u user:SECRET.
  [
    /(\b(?:mysql|mysqldump|mariadb)\b[^\n]{0,256}?[ \x1f]-p)(?:(?<=\x1f-p)[^\n\r\t\x1f]{1,1024}|[^\s\x1f]{1,1024})/g,
    `$1${HIDDEN}`,
  ],
  [
    /(\bredis-cli\b[^\n]{0,256}?[ \x1f]-a[ \x1f])(?:(?<=\x1f)[^\n\r\t\x1f]{1,1024}|[^\s\x1f]{1,1024})/g,
    `$1${HIDDEN}`,
  ],
  [
    /(\bcurl\b[^\n]{0,256}?[ \x1f](?:-u|--user)[ \x1f][^\s:\x1f]{1,256}):(?:(?<=\x1f[^\s:\x1f]{1,256}:)[^\n\r\t\x1f]{1,1024}|[^\s\x1f]{1,1024})/g,
    `$1:${HIDDEN}`,
  ],
]

/** Hides what stands before the last @ of the authority, or else before the last @ of all. */
function hideUserInfo(rest: string, authority: string): string {
  const inAuthority = authority.lastIndexOf('@')
  const end = inAuthority > 0 ? inAuthority : rest.lastIndexOf('@')
  return end > 0 ? HIDDEN + rest.slice(end) : rest
}
