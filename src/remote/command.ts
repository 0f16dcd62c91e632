import { LIMITS } from './limits.ts'

/** A text as one word of POSIX sh. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

export type CommandLine = { readonly command: string; readonly input: string | null }

/**
 * The command line that runs a script. `exec` makes the login shell's pid the script's own, so that no
 * second process has to be killed. `memdiag-probe` tells the `top` step that this is us; the id is this
 * run's own, by which its process is known again. Without the `exit`, BusyBox's sh lets the last command
 * take its place, and the mark would be gone. A script whose output nobody reads any more does not begin.
 */
export function scriptCommand(text: string, id: string, enter: string | undefined): CommandLine {
  const script = `echo "memdiag-pid $$" || exit\n${text}\nexit`
  return through(enter, `sh -c ${quote(script)} memdiag-probe-${id}`)
}

/** The command line that ends a script and everything it started. */
export function killCommand(pid: number, id: string, enter: string | undefined): CommandLine {
  return through(enter, `sh -c ${quote(KILL)} memdiag-probe-end ${pid} ${id}`)
}

/**
 * By stdin through `enter`, as one command with a stdin of its own, so that no command in it eats the rest;
 * else as the exec string, which saves a round trip, unless it is too long for every server.
 */
function through(enter: string | undefined, command: string): CommandLine {
  const line = `exec ${command} </dev/null`
  const short = Buffer.byteLength(line) <= LIMITS.execBytes
  if (enter === undefined && short) return { command: line, input: null }
  return { command: enter ?? 'exec sh', input: `${line}\n` }
}

/**
 * Each process is stopped as it is found, so that the tree cannot grow behind the search: children by their
 * parent, orphans by the session or group the script leads, or by the session it lives in when they are younger
 * than it (fields 4 to 6 and 22 of /proc/PID/stat, proc(5)): a login shell may lead the session that `enter`
 * came to. Sessions 0 and 1 are those of a container's own processes, where a service may live: never touched.
 * The pid may be somebody else's by now, so its command line must hold the run's id. It looks until all of
 * them are gone, because a kill only begins a death.
 */
const KILL = `
pid=$1
case $({ tr '\\000' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null) in
*memdiag-probe-"$2"*) ;;
*) exit 0 ;;
esac
kill -STOP "$pid" 2>/dev/null
{ read -r line <"/proc/$pid/stat"; } 2>/dev/null || exit 0
set -- \${line##*) }
session=$4
started=\${20}
tree=" $pid "
grown=yes
while [ "$grown" = yes ]; do
  grown=no
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    child=\${line%% *}
    [ "$child" = "$$" ] && continue
    case $tree in *" $child "*) continue ;; esac
    set -- \${line##*) }
    case "$tree" in
    *" $2 "*) ;;
    *)
      [ "$3" = "$pid" ] || [ "$4" = "$pid" ] ||
        { [ "$session" -gt 1 ] && [ "$4" = "$session" ] && [ "\${20}" -ge "$started" ]; } || continue
      ;;
    esac
    kill -STOP "$child" 2>/dev/null
    tree="$tree$child "
    grown=yes
  done
done
kill -KILL $tree 2>/dev/null
rounds=0
alive=yes
while [ "$alive" = yes ] && [ "$rounds" -lt 200 ]; do
  alive=no
  rounds=$((rounds + 1))
  for child in $tree; do
    { read -r line <"/proc/$child/stat"; } 2>/dev/null || continue
    case \${line##*) } in [ZX]*) ;; *) alive=yes ;; esac
  done
done
exit 0
`
