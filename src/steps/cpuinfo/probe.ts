import type { ProbeInput } from '../../core/step.ts'
import { ALLOWED_CPUS } from '../allowed-cpus.ts'
import { CGROUP } from '../cgroup.ts'
import { probeScript } from '../prelude.ts'
import { BINARY_BYTES, HEADER_BYTES, SEARCHED_PROCESSES, SETTINGS_BYTES } from './limits.ts'

/** The probe of the cpuinfo step: CPUs of the host and of the service, settings that state a worker count, Node.js version. */
export function cpuinfoProbe(input: ProbeInput): string {
  return probeScript(input, {
    manager: true,
    // The version comes last: it may read the whole binary, and what stands before it is complete then.
    body: `${PROCESSORS}\n${ALLOWED_CPUS}\n${CGROUP}\n${SETTINGS}\n${VERSION}`,
  })
}

const PROCESSORS = String.raw`section processors
awk -F: '
  /^[Pp]rocessor[ \t]*:/ { processors++ }
  /^physical id[ \t]*:/ { id = $2 + 0 }
  /^cpu cores[ \t]*:/ { cores[id] = $2 + 0 }
  END {
    print "processors " processors + 0
    for (id in cores) print "socket " id " " cores[id]
  }' cpuinfo 2>/dev/null
`

/** Only the digits of known settings leave the node, never a line of a file. */
const SETTINGS = String.raw`section settings
for p in $(few ${SEARCHED_PROCESSES} $NODES); do
  for f in "$p"/cwd/*.conf "$p"/cwd/../conf/*.conf "$p"/cwd/../../conf/*.conf; do
    [ -f "$f" ] && head -c ${SETTINGS_BYTES} "$f" 2>/dev/null | grep -E '^[[:space:]]*asyncthread[[:space:]]*=[[:space:]]*[0-9]+' |
      grep -o '[0-9][0-9]*' | while read -r n; do printf 'asyncthread\t%s\t%s\n' "$n" "${'$'}{f##*/}"; done
  done
  [ -f "$p/cwd/package.json" ] && head -c ${SETTINGS_BYTES} "$p/cwd/package.json" 2>/dev/null | tr -d '\n' |
    grep -o '"nodeAgent"[[:space:]]*:[[:space:]]*{[^}]*}' | grep -o '"instances"[[:space:]]*:[[:space:]]*"*[0-9][0-9]*' |
    grep -o '[0-9][0-9]*$' | while read -r n; do printf 'nodeAgent.instances\t%s\tpackage.json\n' "$n"; done
done
printf '%s\n' "$ALL" | tr '\037 ' '\n\n' | grep '^/[^*?]*\.conf$' | sort -u | head -n ${SEARCHED_PROCESSES} | while read -r f; do
  [ -f "$f" ] && head -c ${SETTINGS_BYTES} "$f" 2>/dev/null | grep -E '^[[:space:]]*asyncthread[[:space:]]*=[[:space:]]*[0-9]+' |
    grep -o '[0-9][0-9]*' | while read -r n; do printf 'asyncthread\t%s\t%s\n' "$n" "${'$'}{f##*/}"; done
done
`

/**
 * The version without running the binary: node_version.h beside it, a version in its path (nvm and others), at
 * last the address of its own release inside it.
 */
const VERSION = String.raw`section version
for p in $(few 1 $NODES); do
  NODE=$(readlink "$p/exe" 2>/dev/null)
  [ -n "$NODE" ] || NODE=$(printf '%s\n' "$ALL" | awk -F '\t' -v pid="$p" '$2 == pid { split($16, arg, "\037"); if (arg[1] ~ /^\/.*\/node(js)?$/) print arg[1]; exit }')
  printf 'path\t%s\n' "$NODE"
  HEADER=
  for root in "$p/root" ''; do
    HEADER=$(head -c ${HEADER_BYTES} "$root${'$'}{NODE%/*/*}/include/node/node_version.h" 2>/dev/null | grep -E '^#define NODE_(MAJOR|MINOR|PATCH)_VERSION [0-9]+')
    [ -n "$HEADER" ] && break
  done
  if [ -n "$HEADER" ]; then
    printf '%s\n' "$HEADER"
  else
    case $NODE in
      */v[0-9]*.[0-9]*.[0-9]*/*) ;;
      *) for f in "$p/exe" "$NODE"; do
          [ -f "$f" ] && [ -r "$f" ] || continue
          # BusyBox grep stops a line at its first NUL.
          head -c ${BINARY_BYTES} "$f" 2>/dev/null | tr '\000' '\n' | grep -a -o -m1 'download/release/v[0-9]*\.[0-9]*\.[0-9]*' | head -n 1
          break
        done ;;
    esac
  fi
done
`
