import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Kills process groups when this process ends without having ended them itself, even by `kill -9`. */
export type OrphanGuard = {
  add(processGroup: number): void
  remove(processGroup: number): void
  close(): Promise<void>
}

// The pipe to the guard closes when this process ends, however it ends: `read` then fails.
const SCRIPT = `
groups=
while read -r what group; do
  case $what in
    add) groups="$groups $group" ;;
    remove)
      left=
      for each in $groups; do [ "$each" = "$group" ] || left="$left $each"; done
      groups=$left
      ;;
  esac
done
for each in $groups; do kill -s KILL -- "-$each"; done
`

/** Starts the guard: one small shell, in a process group of its own so that Ctrl-C does not reach it. */
export function startOrphanGuard(): OrphanGuard {
  const guard = spawn('/bin/sh', ['-c', SCRIPT], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = once(guard, 'close')
  // EPIPE after somebody killed the guard: nothing is guarded then, and nothing else depends on it.
  guard.stdin.on('error', () => guard.stdin.destroy())
  const tell = (text: string) => {
    if (guard.stdin.writable) guard.stdin.write(text)
  }
  return {
    add: (group) => tell(`add ${group}\n`),
    remove: (group) => tell(`remove ${group}\n`),
    async close() {
      guard.stdin.end()
      await ended
    },
  }
}
