// memdiag's heap commands alone, without the rest of the command line.
import { Command } from 'commander'
import { registerHeapCommands } from '../../../src/cli/heap/commands.ts'

const program = new Command('memdiag')
const stream = {
  write: (text: string) => void process.stdout.write(text),
  columns: null,
  color: false,
  live: false,
}
registerHeapCommands(program, {
  stdout: stream,
  stderr: { ...stream, write: () => undefined },
  cwd: process.cwd(),
})
await program.parseAsync(process.argv.slice(2), { from: 'user' })
