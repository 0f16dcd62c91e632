import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readRunbook } from '../../src/config/read-runbook.ts'
import { readEnvironment } from '../../src/config/environment.ts'
import { ROOT } from '../support/builders.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'memdiag-runbook-'))
afterAll(() => rmSync(folder, { recursive: true }))
const folders = { runbooks: path.join(ROOT, 'runbooks'), cwd: folder }

function changed(from: string, to: string): void {
  const text = readFileSync(path.join(ROOT, 'runbooks/memory.yml'), 'utf8')
  if (!text.includes(from)) throw new Error(`The runbook has no ${from}.`)
  writeFileSync(path.join(folder, 'mine.yml'), text.replace(from, to))
}

test('the runbook that comes with memdiag has the steps of the case, in its order', () => {
  expect(readRunbook('memory', folders).steps.map((each) => each.step)).toEqual([
    'load',
    'snapshot',
    'websocket',
    'logs',
    'top',
    'cpuinfo',
  ])
})

test('a runbook of one’s own is read by its path', () => {
  changed('problemUsageRatio: 0.6', 'problemUsageRatio: 0.5')

  expect(readRunbook('./mine.yml', folders).thresholds.problemUsageRatio).toBe(0.5)
})

test.each([
  [
    'step: top,',
    'step: tpo,',
    /mine\.yml:15:7: steps\[4\]\.step: Invalid option: expected one of "load"\|"snapshot"/,
  ],
  [
    'problemUsageRatio: 0.6',
    'problemUsageRatio: 60',
    /mine\.yml:\d+:3: thresholds\.problemUsageRatio: Too big: expected number to be <=1/,
  ],
  [
    'minimumWorkers: 2',
    'minimalWorkers: 2',
    /thresholds\.minimumWorkers: missing: expected number/,
  ],
  ['step: top,', 'step: load,', /steps: each step may stand there once/],
])('%s as %s is told with its line', (from, to, message) => {
  changed(from, to)

  expect(() => readRunbook('./mine.yml', folders)).toThrow(message)
})

test('a runbook that is not there', () => {
  expect(() => readRunbook('nowhere', folders)).toThrow('There is no runbook nowhere')
})

test('a bad environment variable is named, and its value is not shown', () => {
  expect(() => readEnvironment({ SLACK_BOT_TOKEN: 'hunter2' })).toThrow(
    /^Environment variable SLACK_BOT_TOKEN: a bot token begins with xoxb-\.$/,
  )
})
