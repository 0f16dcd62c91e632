import type { RequestsSetting, Service } from '../../core/service.ts'
import type { Requests } from '../../core/trend-values.ts'
import { decimalNumber } from '../sections.ts'
import { quote } from '../shell.ts'
import { METRICS_BYTES, METRICS_SECONDS } from './limits.ts'

/** Counters of common libraries (prom-client's middlewares, OpenTelemetry's HTTP server), where services.yml names none. */
const COMMON_METRICS = [
  'http_requests_total',
  'http_request_duration_seconds_count',
  'http_server_request_duration_seconds_count',
  'http_request_duration_ms_count',
  'nodejs_http_requests_total',
]

/**
 * Shell: `requests` prints `requests SUM METRIC`, the sum over all labels of the first of the metrics that is there in the
 * Prometheus text at the service's URL; nothing where there is none, and `requests -` where it could not be read.
 */
export function requestsFunction({ requests }: Service): string {
  if (requests === undefined) return 'requests() { :; }'
  const { url, metric } = requests
  const names = metric === undefined ? COMMON_METRICS : [metric]
  return [
    `again() { printf '\\n%s\\n' ${quote(FAILED)}; case $1 in ${TIMED_OUT}) return 0 ;; esac; return 1; }`,
    'requests() {',
    `  { ${ways(requests)}; } 2>/dev/null | head -c ${METRICS_BYTES} | NAMES=${quote(names.join(' '))} FAILED=${quote(FAILED)} awk ${quote(SUM)}`,
    '}',
    // A proxy of the login's environment has no business with loopback.
    `no_proxy='*'; export no_proxy; : ${quote(url)}`,
  ].join('\n')
}

/** A line after what came of a page that broke off: it does not count. */
const FAILED = '# memdiag: the page broke off'

/** Exits of curl whose time was up or whose page broke off, and of `timeout` (BusyBox's is the signal's): no other tool fares better. */
const TIMED_OUT = '18|28|124|143'

/**
 * Whatever is there to ask with: curl, wget (a static busybox's dies at it), bash that opens connections itself, or nc.
 * GNU wget asks 20 times unless told not to; BusyBox's takes the option and asks once.
 */
function ways({ url }: RequestsSetting): string {
  const { hostname, port, pathname, search } = new URL(url)
  const host = hostname.replaceAll(/[[\]]/g, '')
  const head = `GET ${pathname}${search} HTTP/1.0\\r\\nHost: ${hostname}\\r\\n\\r\\n`
  const tcp = `exec 3<>/dev/tcp/${host}/${port === '' ? '80' : port} && printf ${quote(head)} >&3 && cat <&3`
  return [
    `curl -fsS -m ${METRICS_SECONDS} ${quote(url)}`,
    `wget -q -t 1 -T ${METRICS_SECONDS} -O - ${quote(url)}`,
    `timeout ${METRICS_SECONDS} bash -c ${quote(tcp)}`,
    `printf ${quote(head)} | timeout ${METRICS_SECONDS} nc ${host} ${port === '' ? '80' : port}`,
  ]
    .map((way) => `${way} || again $?`)
    .join(' || ')
}

/** A line is `name{labels} value [time]`; labels may hold spaces and braces: prometheus.io, text format 0.0.4. */
const SUM = String.raw`
  BEGIN { n = split(ENVIRON["NAMES"], name, " "); for (i = 1; i <= n; i++) want[name[i]] = 1 }
  $0 == ENVIRON["FAILED"] { read = 0; split("", sum); split("", seen); next }
  { read = 1; word = $0; sub(/[{ \t].*/, "", word) }
  word in want {
    rest = $0
    if (index(rest, "{")) sub(/^.*}/, "", rest); else sub(/^[^ \t]+/, "", rest)
    split(rest, field, " ")
    if (field[1] ~ /^[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/) { sum[word] += field[1]; seen[word] = 1 }
  }
  END {
    if (!read) { print "requests -"; exit }
    for (i = 1; i <= n; i++) if (name[i] in seen) { printf "requests %.0f %s\n", sum[name[i]], name[i]; exit }
  }`

/** The counter in the lines of a look; null where it is not there. */
export function readRequests(lines: readonly string[]): Requests | null {
  const [, count, metric] = lines.find((line) => line.startsWith('requests '))?.split(' ') ?? []
  const total = decimalNumber(count)
  return total === null || metric === undefined ? null : { total, metric }
}

/** The URL was asked and gave nothing. */
export function requestsUnread(lines: readonly string[]): boolean {
  return lines.includes('requests -')
}
