import { type Sections, wholeNumber } from './sections.ts'

/** A TCP port on which a process of the service listens. */
export type Listening = {
  readonly pid: number
  readonly port: number
  /** Reachable from this machine only. */
  readonly loopback: boolean
}

/**
 * Shell that defines `listening MOST PID...`: for the first MOST processes it prints
 * `own<TAB>PID<TAB>ADDRESS:PORT` for each of their listening sockets, and `with<TAB>COUNT<TAB>PORT` for every
 * listening port of their network with the connections established to it (ports in hexadecimal, as the
 * kernel has them: awk cannot convert). State 0A listens, 01 is established: proc(5).
 */
export const LISTENING = String.raw`listening() {
  {
    most=$1; shift
    # One network namespace is taken for all: that of the first process which lets it be read, else the node's.
    for p in "$@" .; do
      [ -r "$p/net/tcp" ] && cat "$p/net/tcp" "$p/net/tcp6" 2>/dev/null && break
    done | awk '$4 == "0A" { print "L\t" $10 "\t" $2 } $4 == "01" { sub(/.*:/, "", $2); count[$2]++ } END { for (p in count) print "E\t" count[p] "\t" p }'
    files $(few "$most" $(printf '%s\n' "$@" | awk '!seen[$0]++'))
  } | awk -F '\t' '
    $1 == "L" { address["socket:[" $2 "]"] = $3; port = $3; sub(/.*:/, "", port); ports[port] = 1; next }
    $1 == "E" { connected[$3] = $2; next }
    $2 == "-" { print; next }
    $3 in address { print "own\t" $1 "\t" address[$3] }
    END { for (port in ports) print "with\t" (connected[port] + 0) "\t" port }'
}`

/** Reads what `listening` printed in a section. */
export function readListening(
  sections: Sections,
  name: string,
): {
  readonly sockets: readonly Listening[]
  /** Every listening port, also those of others. */
  readonly connections: ReadonlyMap<number, number>
  /** Processes whose sockets may not be looked at. */
  readonly unreadable: number
} {
  const sockets: Listening[] = []
  const connections = new Map<number, number>()
  let unreadable = 0
  for (const line of sections.lines(name)) {
    const [kind, number, place = ''] = line.split('\t')
    const value = wholeNumber(number)
    const port = portOf(place)
    if (number === '-') unreadable += 1
    if (value === null || port === null) continue
    if (kind === 'with') connections.set(port, value)
    if (kind === 'own' && value > 0) sockets.push({ pid: value, port, loopback: isLoopback(place) })
  }
  return { sockets, connections, unreadable }
}

function portOf(place: string): number | null {
  const hex = place.split(':').at(-1) ?? ''
  if (!/^[0-9A-Fa-f]{4}$/.test(hex)) return null
  const port = Number.parseInt(hex, 16)
  return port > 0 ? port : null
}

/** 127.0.0.0/8, ::1 and ::ffff:127.0.0.0/104 in the byte order of little-endian hosts: proc_net_tcp. */
function isLoopback(place: string): boolean {
  const address = place.split(':')[0] ?? ''
  if (address.length === 8) return address.endsWith('7F')
  return (
    address === '00000000000000000000000001000000' ||
    /^0000000000000000FFFF0000[0-9A-F]{6}7F$/.test(address)
  )
}
