/**
 * Takes secrets out of text before it is stored or shown. It works line by line and never removes a line
 * or a field separator, so that a parser reads a masked text like the original.
 */
export function mask(text: string): string {
  return RULES.reduce(
    (masked, [pattern, replacement]) => masked.replace(pattern, replacement),
    text,
  )
}

const HIDDEN = '***'

/** `\x1f` separates arguments in our probes, where the kernel has NUL. */
const RULES: readonly (readonly [RegExp, string])[] = [
  // PEM blocks of private keys, also when a log folded them into one line.
  [
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    `${HIDDEN}private key${HIDDEN}`,
  ],
  // user:password@ in any URL or connection string.
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:@/\x1f]*):[^\s@/\x1f]+@/gi, `$1:${HIDDEN}@`],
  // Tokens with a known shape: Slack, GitHub, GitLab, npm, AWS, Google, OpenAI-like, Stripe, JSON Web Tokens.
  [/\bxox[a-z]-[A-Za-z0-9-]{8,}/g, HIDDEN],
  [/\bxapp-[A-Za-z0-9-]{8,}/g, HIDDEN],
  [
    /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|npm_[A-Za-z0-9]{30,})/g,
    HIDDEN,
  ],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/\bAIza[A-Za-z0-9_-]{30,}/g, HIDDEN],
  [/\b(?:sk|rk|pk)[-_][A-Za-z0-9_-]{16,}/g, HIDDEN],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, HIDDEN],
  // Authorization headers.
  [/\b(Bearer|Basic)([ \x1f]+)[A-Za-z0-9._~+/=-]{8,}/gi, `$1$2${HIDDEN}`],
  // name=value, name: value, --name value, "name":"value" where the name speaks of a secret.
  [
    /((?:--?)?["']?[A-Za-z0-9_.-]*(?:passw(?:or)?d|passwd|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential|connection[-_]?string|auth[-_]?key|signing[-_]?key)[A-Za-z0-9_.-]*["']?\s*[=:]\s*)(?:"[^"\n]*"|'[^'\n]*'|[^\s"',;&\x1f]+)/gi,
    `$1${HIDDEN}`,
  ],
  [
    /(--?[A-Za-z0-9_.-]*(?:passw(?:or)?d|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential)[A-Za-z0-9_.-]*[ \x1f]+)(?!-)[^\s\x1f]+/gi,
    `$1${HIDDEN}`,
  ],
  // mysql -pSECRET, redis-cli -a SECRET, curl -u user:SECRET.
  [/(\b(?:mysql|mysqldump|mariadb)\b[^\n]*?[ \x1f]-p)[^\s\x1f]+/g, `$1${HIDDEN}`],
  [/(\bredis-cli\b[^\n]*?[ \x1f]-a[ \x1f]+)[^\s\x1f]+/g, `$1${HIDDEN}`],
  [/(\bcurl\b[^\n]*?[ \x1f](?:-u|--user)[ \x1f]+[^\s:\x1f]+):[^\s\x1f]+/g, `$1:${HIDDEN}`],
]
