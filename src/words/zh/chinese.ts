import { CAUSES } from './causes.ts'
import { CPUINFO } from './cpuinfo.ts'
import { JOINS } from './joins.ts'
import { THREAD } from './thread.ts'

/** What each area of memdiag says, in 简体中文: English template to Chinese one. No template stands twice. */
export const AREAS = { JOINS, CAUSES, CPUINFO, THREAD } as const

export const CHINESE: ReadonlyMap<string, string> = new Map(
  Object.values(AREAS).flatMap((area) => Object.entries(area)),
)
