import { openSync, writeSync } from 'node:fs'

const descriptor = openSync('log/service.log', 'a')

/** One line in node-agent's format. */
export function log(text) {
  const time = new Date().toISOString().slice(0, 19).replace('T', ' ')
  writeSync(descriptor, `${time}|${process.pid}|DEBUG|service.js:1|${text}\n`)
}

/** Says to the test that the service is up; ends with the test, however that ends. */
export function report(port) {
  process.on('disconnect', () => process.exit(0))
  if (!process.connected) process.exit(0)
  log(`[boot] server listening on ${port}`)
  process.send({ kind: 'ready', port })
}
