import { openSync, writeSync } from 'node:fs'
import path from 'node:path'

/**
 * A logger in node-agent's line format: `YYYY-MM-DD HH:MM:SS|pid|DEBUG|file:line|text`, in local time.
 * All processes append to one file; a line is one write, so lines never mix.
 */
export function openLog(file) {
  const descriptor = openSync(file, 'a')
  return (text) => {
    writeSync(descriptor, `${now()}|${process.pid}|DEBUG|${caller()}|${text}\n`)
  }
}

function now() {
  const time = new Date()
  const day = [time.getFullYear(), time.getMonth() + 1, time.getDate()].map(twoDigits).join('-')
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':')
  return `${day} ${clock}`
}

function twoDigits(value) {
  return String(value).padStart(2, '0')
}

/** `file:line` of the statement that logs: the third frame above this function's own. */
function caller() {
  const frame = new Error('where').stack?.split('\n')[3] ?? ''
  const [, location, line] = /([^()\s]+):(\d+):\d+\)?$/.exec(frame) ?? []
  return location === undefined ? '-' : `${path.basename(location)}:${line}`
}
