import type { ChildProcess } from 'node:child_process'
import { setInterval } from 'node:timers'

const TICK_MS = 100

/** Takes what a child prints: all of it as it comes, or only so many bytes a second, as an overloaded collector does, or none. */
export function readSlowly(child: ChildProcess, bytesPerSecond: number | undefined): void {
  const { stdout } = child
  if (stdout === null) return
  if (bytesPerSecond === undefined) {
    stdout.resume()
    return
  }
  stdout.pause()
  if (bytesPerSecond === 0) return
  const share = Math.max(1, Math.round((bytesPerSecond * TICK_MS) / 1000))
  const timer = setInterval(() => {
    // Less may be there than the share: then all of it.
    if (stdout.read(share) === null) stdout.read()
  }, TICK_MS)
  child.once('exit', () => clearInterval(timer))
}
