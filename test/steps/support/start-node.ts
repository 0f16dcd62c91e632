import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Runs a script by this Node.js in a folder of its own until it prints `ready`. The script's name holds the
 * text, so that a probe can select it. Disposing ends it and waits for its end.
 */
export async function startNode(name: string, source: string, args: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'memdiag-svc-'))
  const script = join(folder, name)
  writeFileSync(script, source)
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const port = await readyOf(child)
  return {
    pid: child.pid ?? 0,
    /** What it printed after `ready`; 0 when it listens to nothing. */
    port,
    script,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function readyOf(child: ChildProcess): Promise<number> {
  let text = ''
  child.stdout?.setEncoding('utf8')
  for await (const part of child.stdout ?? []) {
    text += part
    const ready = /ready ?(\d*)\n/.exec(text)
    if (ready !== null) return Number(ready[1])
  }
  throw new Error(`the process ended before it was ready: ${text}`)
}

/** A node:cluster of three that listens on a free port; the workers end with the primary. */
export const clusterOfThree = `
const cluster = require('node:cluster')
if (cluster.isPrimary) {
  for (let i = 0; i < 3; i++) cluster.fork()
  let up = 0
  cluster.on('listening', (worker, address) => { if (++up === 3) console.log('ready ' + address.port) })
} else {
  require('node:http').createServer((request, response) => response.end()).listen(0, '127.0.0.1')
  process.on('disconnect', () => process.exit())
}
`
