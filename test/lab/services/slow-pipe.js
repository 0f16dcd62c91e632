import { serve, settings } from './kit.js'

// Prints a line for each request. Whoever reads stdout decides how many wait in this process.
const { bytes } = settings({ bytes: 2000 })
let printed = 0

serve(
  {
    '/hit': (params) => {
      for (let count = 0; count < Number(params.get('lines') ?? 1); count += 1) {
        printed += 1
        process.stdout.write(`${JSON.stringify(line(printed))}\n`)
      }
    },
  },
  () => process.stdout.writableLength,
)

// Every line is a text of its own, as it is in a log.
function line(id) {
  const items = Array.from({ length: bytes / 20 }, (_unused, index) => id * 1000 + index)
  return { level: 'debug', message: `request ${id} answered`, items }
}
