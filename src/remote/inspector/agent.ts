import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { MemdiagError, messageOf } from '../../core/errors.ts'
import { say, SILENCE } from '../../core/say.ts'
import { mask } from '../../core/mask.ts'
import { quote } from '../command.ts'
import { excerpt } from '../excerpt.ts'
import { LIMITS as REMOTE_LIMITS } from '../limits.ts'
import type { Running, Shell } from '../shell.ts'
import { agentText } from './agent-text.ts'
import type { Facts } from './facts.ts'
import { LIMITS } from './limits.ts'
import { readLines } from './lines.ts'

/** What the agent says of its own accord. */
const Message = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('open'),
    port: z.int().positive(),
    opened: z.boolean(),
    version: z.string().regex(/^v\d+\.\d+\.\d+[\w.+-]{0,40}$/),
  }),
  z.object({ kind: z.literal('refused'), reason: z.string(), text: z.string().optional() }),
  z.object({ kind: z.literal('memory'), rss: z.number(), room: z.number().nullable() }),
  z.object({ kind: z.literal('abandoned'), rss: z.number(), room: z.number() }),
  z.object({ kind: z.literal('closed') }),
  z.object({ kind: z.literal('left-open') }),
  z.object({ kind: z.literal('unverified') }),
  z.object({ kind: z.literal('gone') }),
])
export type AgentMessage = z.infer<typeof Message>

/** The agent on the node, by which the inspector of one process is reached. */
export type Agent = {
  /** Sends one CDP message. */
  send(text: string): void
  command(command: Readonly<Record<string, unknown>>): void
  /** Whoever listens gets what comes from now on; one listener at a time. */
  listen(listener: AgentListener): void
  /** Stops reading, so that the node and the process wait. */
  pause(): void
  resume(): void
  /** Resolves when nothing comes any more: with null, or with why the connection broke. */
  readonly ended: Promise<Error | null>
  /** What the agent's shell said instead of an answer, for a message. */
  said(): string
  /** Lets go: an agent that is still there closes what it opened, and ends. */
  leave(): void
}

export type AgentListener = {
  /** A CDP message of the process. */
  readonly onMessage: (line: Buffer) => void
  readonly onAgent: (message: AgentMessage) => void
}

export type AgentTask = {
  readonly bySignal: boolean
  readonly closeAfterMs: number
  readonly openMs: number
  /** Close it and nothing else. */
  readonly closing: boolean
  /** It is known that the inspector was closed before memdiag came. */
  readonly wasClosed: boolean
}

/** Starts the agent on the node of a process that `lookAt` saw. */
export async function startAgent(
  deps: { readonly shell: Shell; readonly enter: string | undefined },
  facts: Facts,
  task: AgentTask,
): Promise<Agent> {
  const nonce = randomBytes(16).toString('hex')
  const input = `exec sh -c ${quote(script(facts, task, nonce))} memdiag-probe-agent\n`
  const command = deps.enter ?? 'exec sh'
  // Never stopped half-way: what was begun on the node is let go in order, by the agent itself.
  const never = new AbortController().signal
  const line = { command, input, urgent: false, keepStdin: true }
  return follow(await deps.shell.start(line, never), nonce)
}

function follow(running: Running, nonce: string): Agent {
  let listener: AgentListener = { onMessage: () => undefined, onAgent: () => undefined }
  const ended = Promise.withResolvers<Error | null>()
  const banner = createBanner()
  running.stderr.on('data', (chunk: Buffer) => banner.add(chunk))
  const own = `{"memdiag":"${nonce}"`

  function onLine(line: Buffer): void {
    if (line.subarray(0, own.length).toString('latin1') === own) {
      const parsed = Message.safeParse(JSON.parse(line.toString('utf8')))
      if (parsed.success) listener.onAgent(parsed.data)
    } else if (line[0] === 123) listener.onMessage(line)
    else banner.add(line)
  }

  function giveUp(error: Error): void {
    ended.resolve(error)
    running.leave()
  }

  readLines(running.stdout, LIMITS.lineBytes, {
    line: (line) => {
      try {
        onLine(line)
      } catch (error) {
        // What a node sends is never trusted to be what it should be.
        giveUp(new Error(`it sent what is no message: ${excerpt(messageOf(error))}`))
      }
    },
    tooLong: () => giveUp(new Error(`it sent a message of more than ${LIMITS.lineBytes} bytes`)),
    end: () => ended.resolve(null),
  })
  running.stdin.on('error', () => undefined)
  running.stdout.on('error', () => undefined)
  running.ended.then(
    () => ended.resolve(null),
    (error: unknown) => ended.resolve(error instanceof Error ? error : new Error(String(error))),
  )
  const write = (text: string): void => {
    if (running.stdin.writable) running.stdin.write(`${text}\n`)
  }
  const beat = setInterval(() => write(''), LIMITS.heartbeatMs).unref()
  ended.promise.then(() => clearInterval(beat)).catch(() => undefined)
  return {
    send: write,
    command: (command) => write(JSON.stringify({ memdiag: nonce, ...command })),
    listen: (next) => {
      listener = next
    },
    pause: () => running.stdout.pause(),
    resume: () => running.stdout.resume(),
    ended: ended.promise,
    said: () => banner.text(),
    leave() {
      clearInterval(beat)
      running.leave()
      ended.resolve(null)
    },
  }
}

/** The first words of a shell that are no messages: of `enter`, of a login, of a program that did not start. */
function createBanner(): { add(bytes: Buffer): void; text(): string } {
  const words: string[] = []
  return {
    add(bytes) {
      if (words.length < BANNER_LINES) words.push(bytes.toString('utf8', 0, BANNER_BYTES))
    },
    text: () => excerpt(mask(words.join('\n'))),
  }
}

const BANNER_LINES = 20
const BANNER_BYTES = 500

/** Checks once more, in the shell, that the pid is still that process, before its program is run as the agent. */
function script(facts: Facts, task: AgentTask, nonce: string): string {
  const { pid, startTicks, signalPort } = facts.values
  const config = {
    mark: 'memdiag-probe-agent',
    nonce,
    pid,
    startTicks,
    innerPid: facts.innerPid,
    ports: facts.ports,
    anyPort: facts.anyPort,
    anyAddress: facts.anyAddress,
    signalPort: signalPort.port,
    cgroup: facts.cgroupFiles,
    ...task,
    answerMs: LIMITS.answerMs,
    closeMs: LIMITS.closeMs,
    lurkMs: LIMITS.lurkMs,
    retryMs: LIMITS.retryMs,
    earlyMs: LIMITS.earlyMs,
    silenceMs: LIMITS.silenceMs,
    watchMs: LIMITS.watchMs,
  }
  const refuse = `{"memdiag":"${nonce}","kind":"refused","reason":"%s"}\\n`
  return String.raw`refuse() { printf ${quote(refuse)} "$1"; exit 3; }
p=/proc/${pid}
{ read -r line <"$p/stat"; } 2>/dev/null || refuse gone
set -- ${'$'}{line##*) }
[ "${'$'}{20}" = ${startTicks} ] || refuse gone
exe=$(readlink "$p/exe" 2>/dev/null) || refuse denied
exe=${'$'}{exe% (deleted)}
case ${'$'}{exe##*/} in node|nodejs|node[-0-9v]*|nodejs[-0-9v]*) ;; *) refuse not-node ;; esac
unset NODE_OPTIONS NODE_PATH NODE_V8_COVERAGE NODE_DEBUG NODE_REPL_EXTERNAL_MODULE
"$p/exe" --max-old-space-size=64 -e ${quote(agentText())} ${quote(JSON.stringify(config))} || {
  code=$?
  [ "$code" -ge 126 ] && refuse cannot-run
  exit "$code"
}
`
}

/** Settles with the agent's first answer that counts, or fails with why none came. */
export async function firstAnswer(
  agent: Agent,
  counts: (message: AgentMessage) => boolean,
  request: { readonly ms: number; readonly what: string },
): Promise<AgentMessage> {
  const answer = Promise.withResolvers<AgentMessage>()
  agent.listen({
    onMessage: () => undefined,
    onAgent: (message) => {
      if (counts(message)) answer.resolve(message)
    },
  })
  const timer = setTimeout(
    () =>
      answer.reject(
        new MemdiagError(
          'timed-out',
          say`Could not ${request.what}: no answer in ${request.ms / 1000} s.`,
        ),
      ),
    request.ms,
  )
  agent.ended
    .then((error) => answer.reject(brokenOff(request.what, agent, error)))
    .catch(() => undefined)
  try {
    return await answer.promise
  } finally {
    clearTimeout(timer)
  }
}

function brokenOff(what: string, agent: Agent, error: Error | null): MemdiagError {
  if (error !== null) {
    return new MemdiagError('unreachable', say`Could not ${what}: ${error.message}`, {
      cause: error,
    })
  }
  const said = agent.said().slice(0, REMOTE_LIMITS.quotedCharacters)
  return new MemdiagError(
    'protocol',
    say`Could not ${what}: the process's own program did not run there${said === '' ? SILENCE : say`; it said: ${said}`}.`,
  )
}
