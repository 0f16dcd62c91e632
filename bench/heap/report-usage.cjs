// Loaded into each program that is measured: tells at its end what it cost, on file descriptor 3.
const { isMainThread } = require('node:worker_threads')
if (isMainThread) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    require('node:fs').writeSync(
      3,
      JSON.stringify([(userCPUTime + systemCPUTime) / 1e6, maxRSS / 1024]),
    )
  })
}
