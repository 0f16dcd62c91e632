import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs a script whose inspector listens on a free loopback port, until it prints `ready`; `port` is that port. */
export async function startInspected(name: string, source: string) {
  const folder = mkdtempSync(join(tmpdir(), 'memdiag-inspected-'))
  const script = join(folder, name)
  writeFileSync(script, source)
  const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', script], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const port = Number(await seen(child.stderr, /ws:\/\/127\.0\.0\.1:(\d+)\//))
  await seen(child.stdout, /(ready)/)
  return {
    pid: child.pid ?? 0,
    port,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function seen(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (part: string) => {
    text += part
    const match = pattern.exec(text)
    if (match?.[1] !== undefined) resolve(match[1])
  })
  stream.on('end', () => reject(new Error(`ended before ${String(pattern)}: ${text}`)))
  return promise
}
