import type { LogsValues } from '../../core/logs-values.ts'
import type { LogText } from './group-lines.ts'
import { parseLogLine } from './log-line.ts'

/** What node-agent's own log says of the device and the workers it forks; of several starts the last counts. */
export function nodeAgentLines(path: string, { head, tail }: LogText): LogsValues['nodeAgent'] {
  let forking: number | null = null
  let cpus: number | null = null
  let physicalCores: number | null = null
  let nodeVersion: string | null = null
  for (const raw of `${head}\n${tail}`.split('\n')) {
    if (!MAY_SPEAK.test(raw)) continue
    const { text } = parseLogLine(raw)
    const message = text.replace(/^[A-Z]{4,5}\|/, '')
    forking = figure(/^forking (\d{1,6}) workers?\b/, message) ?? forking
    cpus = figure(/^device: .{0,80}?\b(\d{1,6}) cpus?\b/, message) ?? cpus
    physicalCores =
      figure(/^device: .{0,120}?\b(\d{1,6}) physical cores?\b/, message) ?? physicalCores
    nodeVersion = /^node: (v\d{1,3}\.\d{1,4}\.\d{1,4})\b/.exec(message)?.[1] ?? nodeVersion
  }
  if (forking === null && cpus === null) return null
  return { forking, cpus, physicalCores, nodeVersion, path }
}

/** Looked for before a line is taken apart: a busy log has tens of thousands that say nothing of it. */
const MAY_SPEAK = /\b(?:forking|device:|node:) /

function figure(pattern: RegExp, message: string): number | null {
  const value = Number(pattern.exec(message)?.[1])
  return Number.isInteger(value) && value > 0 ? value : null
}
