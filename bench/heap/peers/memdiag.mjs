// memdiag's heap commands alone, as a package has them, without the rest of the command line.
import { Command } from 'commander'
import { registerHeapCommands } from '../../../dist/cli/heap/commands.js'

const program = new Command('memdiag')
const stream = {
  write: (text) => void process.stdout.write(text),
  columns: null,
  color: false,
  live: false,
}
const progress = process.env.MEMDIAG_BENCH_PROGRESS === '1'
registerHeapCommands(program, {
  stdout: stream,
  stderr: { ...stream, write: (text) => void (progress && process.stderr.write(text)) },
  cwd: process.cwd(),
})
await program.parseAsync(process.argv.slice(2), { from: 'user' })
