import { english } from '../../src/core/say.ts'
import { prepareDemo } from '../../src/demo/demo.ts'

// What the command `demo` does around the demo, without the investigation: a process of its own to kill.
const [folder = '', workers = '4'] = process.argv.slice(2)
const controller = new AbortController()
const interrupted = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      controller.abort()
      resolve(signal)
    })
  }
})

const demo = await prepareDemo({
  folder,
  signal: controller.signal,
  workers: Number(workers),
  progress: (words) => process.stderr.write(`${english(words)}\n`),
})
process.stdout.write('prepared\n')
const signal = await interrupted
await demo.close()
process.stdout.write(`closed after ${String(signal)}\n`)
