import type { ProbeInput } from '../core/step.ts'
import { FILES_PER_PROCESS, MAX_INSPECTED, PROC_FILE_BYTES } from './limits.ts'
import { SELECT_PROCESSES } from './select-processes.ts'
import { noncePath, quote } from './shell.ts'
import { requestsFunction } from './trend/requests.ts'
import { TRAFFIC } from './trend/traffic.ts'

export type ProbeParts = {
  /** The step's own part: POSIX sh, run in the root of /proc. */
  readonly body: string
  /** Adds what tells the process manager (open node-agent logs, cgroup units): needed by `recogniseProcesses`. */
  readonly manager?: boolean
  /** Adds the largest processes of the node that are not the service's. */
  readonly others?: boolean
}

/**
 * A whole probe: the shared prelude, the step's own part, the end mark. In the step's part stand ready:
 * `section NAME` starts a section; `$P` and `$C` are the roots of /proc and of the cgroups; `$PIDS` are the
 * service's processes, `$NODES` those of Node.js, `$IGNORED` probes and memdiag; `few N WORDS` prints the first N words; `files PID...` prints
 * `PID<TAB>FD<TAB>TARGET` for their open files, and `PID<TAB>-<TAB>unreadable` where they may not be read.
 */
export function probeScript(input: ProbeInput, parts: ProbeParts): string {
  return [
    // Other probes on the node know this one by the word in its command line.
    '# memdiag-probe: reads /proc and cgroups, writes nothing',
    prelude(input, parts.others === true),
    parts.manager === true ? MANAGER : '',
    parts.body.trim(),
    'section end',
    '',
  ].join('\n')
}

function prelude(input: ProbeInput, others: boolean): string {
  const { nonce, roots, self, service } = input
  const own = self.pids.filter((pid) => Number.isSafeInteger(pid) && pid > 0).join(' ')
  const text = (service.process ?? '').replaceAll(/\r?\n/g, '\u001e')
  return String.raw`LC_ALL=C; export LC_ALL
P=${quote(roots.proc)}
C=${quote(roots.cgroup)}
NP=${quote(noncePath(nonce))}
section() { printf '\n@%s %s\n' ${quote(nonce)} "$1"; }
few() { most=$1; shift; for word; do [ "$most" -gt 0 ] || break; printf ' %s' "$word"; most=$((most - 1)); done; }
files() {
  FILES_OF="$*"
  for f_pid; do
    set -- "$f_pid"/fd/*
    printf '%s\n' "$@"
  done | awk -F/ -v np="$NP" '$3 != "*" && ++seen[$1] <= ${FILES_PER_PROCESS} { print np $0 }' |
    xargs ls -ln 2>/dev/null |
    NP="$NP" OF="$FILES_OF" awk '{
      at = index($0, ENVIRON["NP"]); arrow = index($0, " -> ")
      if (!at || !arrow) next
      split(substr($0, at + length(ENVIRON["NP"])), part, "/")
      seen[part[1]] = 1
      print part[1] "\t" substr(part[3], 1, index(part[3], " ") - 1) "\t" substr($0, arrow + 4)
    }
    END { n = split(ENVIRON["OF"], pid, " "); for (i = 1; i <= n; i++) if (!(pid[i] in seen)) print pid[i] "\t-\tunreadable" }'
}
section os
head -c ${PROC_FILE_BYTES} /etc/os-release 2>/dev/null
cd "$P" || exit 1
section clock
printf 'hz %s\n' "$(getconf CLK_TCK 2>/dev/null || echo 100)"
BOOT=; read -r BOOT 2>/dev/null <sys/kernel/random/boot_id
printf 'boot %s\n' "$BOOT"
read -r up rest 2>/dev/null <uptime && printf 'uptime %s\n' "$up"
grep '^btime ' stat 2>/dev/null
read -r kernel 2>/dev/null <sys/kernel/osrelease && printf 'kernel %s\n' "$kernel"
ME=; [ -d self ] && ME=$$
OWN=; [ -n "$BOOT" ] && [ "$BOOT" = ${quote(self.bootId ?? '')} ] && OWN=${quote(own)}
ALL=$({
  set -- [0-9]*
  { printf "$NP%s/status\n" "$@"; printf "$NP%s/stat\n" "$@"; printf "$NP%s/cmdline\n" "$@"; } |
    xargs sh -c 'echo; exec head -v -c ${PROC_FILE_BYTES} "$@"' head 2>/dev/null
  printf '\n'
  printf "$NP%s/exe\n" "$@" | xargs ls -ln 2>/dev/null
} | tr '\000\011\015' '\037\040\040' |
  NP="$NP" ME="$ME" OWN="$OWN" OTHERS=${others ? 1 : 0} TEXT=${quote(text)} awk ${quote(SELECT_PROCESSES)})
NL='
'
PIDS=${'$'}{ALL%%"$NL"*}; ALL=${'$'}{ALL#*"$NL"}
NODES=${'$'}{ALL%%"$NL"*}; ALL=${'$'}{ALL#*"$NL"}
IGNORED=${'$'}{ALL%%"$NL"*}; ALL=${'$'}{ALL#*"$NL"}
section procs
printf '%s\n' "$ALL"
${TRAFFIC}
${requestsFunction(service)}
section traffic
traffic $NODES $PIDS
requests
`
}

const MANAGER = String.raw`section manager
files $(few ${MAX_INSPECTED} $NODES) | awk -F '\t' '$2 == "-" { print } $3 ~ /_agent\.log/ { print }'
for p in $(few 4 $NODES); do
  while read -r line; do printf '%s\tcgroup\t%s\n' "$p" "$line"; done 2>/dev/null <"$p/cgroup"
done
`
