// What the agent evaluates inside the target, in words that Node.js 12 knows. `require` is not there in an ES module
// without the command line's API, getBuiltinModule not before Node.js 20.16. See main.cjs.
'use strict'
const KEY = `Symbol.for('memdiag.inspector')`
const LOAD = 'const load = process.getBuiltinModule || require'
/** Says who it is, and whether memdiag opened this inspector before. */
const WHO = `(() => JSON.stringify({ pid: process.pid, version: process.version, marked: ${KEY} in globalThis }))()`
/** A timer inside the target, which keeps nothing alive and is not seen by the program. */
const place = (ms) => `(() => {
  ${LOAD}
  const inspector = load('inspector')
  const timers = load('timers')
  const before = globalThis[${KEY}]
  if (before) timers.clearTimeout(before)
  const timer = timers.setTimeout(() => { delete globalThis[${KEY}]; inspector.close() }, ${ms})
  timer.unref()
  Object.defineProperty(globalThis, ${KEY}, { value: timer, configurable: true, enumerable: false })
  return 'placed'
})()`
/** Ends this very connection, so no answer comes. */
const CLOSE = `(() => {
  ${LOAD}
  const timer = globalThis[${KEY}]
  if (timer) load('timers').clearTimeout(timer)
  delete globalThis[${KEY}]
  load('inspector').close()
})()`

module.exports = { WHO, place, CLOSE }
