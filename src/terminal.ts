import type { WriteStream } from 'node:tty'
import type { Stream } from './cli/output.ts'

/** A stream of this process for the command line: how wide it is, whether it takes colours and moves. */
export function streamOf(stream: WriteStream, env: NodeJS.ProcessEnv): Stream {
  const isTerminal = stream.isTTY
  // `memdiag show | head`: who closed the pipe wants no more of it, and that is no fault.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    process.stderr.write(`error: Could not write the output: ${error.message}.\n`)
    process.exit(1)
  })
  const wanted = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0'
  const unwanted = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== ''
  return {
    write: (text) => stream.write(text),
    columns: isTerminal ? stream.columns : null,
    color: !unwanted && (wanted || isTerminal),
    live: isTerminal && env['TERM'] !== 'dumb' && env['CI'] === undefined,
  }
}

/** Yes or no from the terminal; null when the signal came first, or there will be no answer any more. */
export async function askPerson(question: string, signal: AbortSignal): Promise<boolean | null> {
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  // Ctrl-C in raw mode is a key: it stops memdiag like the signal it stands for.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const closed = new Promise<null>((resolve) => {
    terminal.once('close', () => resolve(null))
  })
  try {
    const answer = await Promise.race([terminal.question(question, { signal }), closed])
    return answer === null ? null : /^y(?:es)?$/i.test(answer.trim())
  } catch (error) {
    if (signal.aborted) return null
    throw error
  } finally {
    terminal.close()
  }
}
