import type { Traffic } from '../../core/trend-values.ts'
import { wholeNumber } from '../sections.ts'

/** Shell: the `Tcp:` lines (names, then figures) of the network the first of the processes lives in. */
export const TRAFFIC = String.raw`traffic() {
  for t_pid in "$@"; do grep '^Tcp:' "$t_pid/net/snmp" 2>/dev/null && break; done
}`

/** Reads two `Tcp:` lines: proc_net_snmp, RFC 1213 names. Null where one is missing. */
export function readTraffic(lines: readonly string[]): Traffic | null {
  const [names = [], figures = []] = lines
    .filter((line) => line.startsWith('Tcp: '))
    .map((line) => line.split(' '))
  const of = (name: string) => wholeNumber(figures[names.indexOf(name)])
  const established = of('CurrEstab')
  const accepted = of('PassiveOpens')
  const segments = of('InSegs')
  if (established === null || accepted === null || segments === null) return null
  return { established, accepted, segments }
}
