import { appendFileSync, readFileSync } from 'node:fs'
import { MemdiagError } from '../../src/core/errors.ts'
import type { Connection, Remote } from '../../src/core/remote-port.ts'

const NONCE = 'd41d8cd98f00b204'

/**
 * Hosts that answer with what real ones answered: recorded output of the load, top and cpuinfo probes, under the
 * nonce of the script that asks. What was run is kept in a file, which outlives the process.
 */
export function recordedHosts(runsFile: string): Remote {
  return {
    connect: async (target) => connectionTo(target.name, runsFile),
    close: async () => undefined,
  }
}

function connectionTo(node: string, runsFile: string): Connection {
  const none = (): never => {
    throw new MemdiagError('tunnel-unavailable', 'A recorded host has no ports.')
  }
  return {
    async run({ text }) {
      const step = stepOf(text)
      appendFileSync(runsFile, `${node} ${step}\n`)
      return {
        stdout: answerOf(step).replaceAll(NONCE, nonceOf(text)),
        stderr: '',
        exitCode: 0,
        durationMs: 1,
        truncated: false,
        timedOut: false,
        mayStillRun: false,
      }
    },
    handshake: async () => none(),
    speaksHttp: async () => none(),
    inspect: async () => none(),
    heap: {
      look: async () => none(),
      openInspector: async () => none(),
      closeInspector: async () => none(),
      placeFor: async () => none(),
      writeSnapshot: async () => none(),
      removeWritten: async () => none(),
    },
  }
}

/** The steps by a section that only their probe prints. */
const MARKS = [
  ['cpuinfo', /section processors\b/],
  ['load', /section first\b/],
] as const

function stepOf(script: string): 'load' | 'top' | 'cpuinfo' {
  return MARKS.find(([, mark]) => mark.test(script))?.[0] ?? 'top'
}

function nonceOf(script: string): string {
  const found = /printf '\\n@%s %s\\n' '?([a-z0-9]+)'?/.exec(script)?.[1]
  if (found === undefined) throw new Error('A probe without a nonce.')
  return found
}

function answerOf(step: string): string {
  const file = `../fixtures/answers/${step}-48-workers.txt`
  return readFileSync(new URL(file, import.meta.url), 'utf8')
}
