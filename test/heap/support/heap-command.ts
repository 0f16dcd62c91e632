import { Command } from 'commander'
import { registerHeapCommands } from '../../../src/cli/heap/commands.ts'
import type { Language } from '../../../src/core/narration.ts'

/** Runs `memdiag heap` in this process; what it throws is for the command line to tell. */
export async function heapIn(language: Language, cwd: string, ...args: string[]): Promise<string> {
  let written = ''
  const stream = {
    write: (text: string) => void (written += text),
    columns: null,
    color: false,
    live: false,
  }
  const program = new Command('memdiag').exitOverride()
  const stderr = { ...stream, write: () => undefined }
  registerHeapCommands(program, { stdout: stream, stderr, cwd, language })
  await program.parseAsync(['heap', ...args], { from: 'user' })
  return written
}
