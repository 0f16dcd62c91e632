// A host of the bench: an SSH server in this process that answers every probe with what a real service's probe gave,
// at once. What is measured is memdiag, not a shell.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import ssh2 from 'ssh2'
import { readRunbook } from '../../src/config/read-runbook.ts'
import { StepName } from '../../src/core/names.ts'
import type { ProbeInput } from '../../src/core/step.ts'
import { makeKeyPair } from '../../src/demo/make-key-pair.ts'
import { STEPS } from '../../src/steps/all-steps.ts'
import { startService } from '../../test/support/services/start-service.ts'

const NONCE = '0123456789abcdef'
/** A probe is known by its end, which is the step's own part; the beginning is the same for all. */
const TELLING_CHARACTERS = 300

export type CannedHost = {
  readonly port: number
  readonly user: string
  readonly identity: string
  readonly knownHosts: string
  stop(): Promise<void>
}

/** Records each step's answer from a real service of four workers, then answers with it for ever. */
export async function startCannedHost(): Promise<CannedHost> {
  const answers = await record()
  const folder = mkdtempSync(join(tmpdir(), 'memdiag-bench-'))
  const host = makeKeyPair()
  const login = makeKeyPair()
  const server = new ssh2.Server({ hostKeys: [host.privateKey] }, (connection) => {
    connection.on('error', () => undefined)
    connection.on('authentication', (context) => {
      if (context.method === 'publickey') context.accept()
      else context.reject(['publickey'])
    })
    connection.on('session', (accept) => {
      accept().on('exec', (begin, _, { command }) => {
        const channel = begin()
        channel.on('error', () => undefined)
        const answer = (text: string): void => {
          channel.write(`memdiag-pid 4242\n${answerTo(text, answers)}`)
          channel.exit(0)
          channel.end()
        }
        // A script too long for an exec string comes by stdin.
        if (command !== 'exec sh') return answer(command)
        let input = ''
        channel.setEncoding('utf8').on('data', (chunk: string) => (input += chunk))
        channel.on('end', () => answer(input))
      })
    })
  })
  const sockets = new Set<{ destroy(): unknown }>()
  const listener = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    server.injectSocket(socket)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  const identity = join(folder, 'id')
  const knownHosts = join(folder, 'known_hosts')
  writeFileSync(identity, login.privateKey, { mode: 0o600 })
  const key = host.publicKey.split(' ').slice(0, 2).join(' ')
  writeFileSync(knownHosts, `[127.0.0.1]:${address.port} ${key}\n`)
  return {
    port: address.port,
    user: 'bench',
    identity,
    knownHosts,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => listener.close(() => resolve()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The runbook that memdiag ships. */
export function theRunbook() {
  const runbooks = fileURLToPath(new URL('../../runbooks', import.meta.url))
  return readRunbook('memory', { runbooks, cwd: runbooks })
}

type Answers = readonly { readonly telling: string; readonly text: string }[]

async function record(): Promise<Answers> {
  const service = await startService('overforked', { workers: 4 })
  try {
    const input: ProbeInput = {
      service: { name: 'bench', targets: [], process: service.processText },
      thresholds: theRunbook().thresholds,
      nonce: NONCE,
      self: { bootId: null, pids: [] },
      roots: { proc: '/proc', cgroup: '/sys/fs/cgroup' },
    }
    return await Promise.all(
      StepName.options.map(async (step) => {
        const script = STEPS[step].probe(input)
        const { stdout } = await promisify(execFile)('sh', ['-c', script], { maxBuffer: 1 << 26 })
        return { telling: tellingPart(script), text: stdout }
      }),
    )
  } finally {
    await service.close()
  }
}

/** As it stands in the exec string, whose single quotes are quoted once more. */
function tellingPart(script: string): string {
  return script.replaceAll("'", String.raw`'\''`).slice(-TELLING_CHARACTERS)
}

function answerTo(command: string, answers: Answers): string {
  const found = answers.find(({ telling }) => command.includes(telling))
  const nonce = /printf '\\''\\n@%s %s\\n'\\'' '\\''([0-9a-zA-Z]+)'\\''/.exec(command)?.[1]
  if (found === undefined || nonce === undefined) {
    const digest = createHash('sha256').update(command).digest('hex').slice(0, 8)
    throw new Error(`The bench's host does not know this command (${digest}).`)
  }
  return found.text.replaceAll(NONCE, nonce)
}
