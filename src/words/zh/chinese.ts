import { ACCOUNT } from './account.ts'
import { APPROVAL } from './approval.ts'
import { CAUSES } from './causes.ts'
import { CONFIG, FAULTS } from './config.ts'
import { COUNTS } from './counts.ts'
import { CPUINFO } from './cpuinfo.ts'
import { ERRORS } from './errors.ts'
import { EXPORTS } from './exports.ts'
import { HEAP_FILES } from './heap-files.ts'
import { JOINS } from './joins.ts'
import { LADDER } from './ladder.ts'
import { LOAD } from './load.ts'
import { LOGS } from './logs.ts'
import { PLAIN } from './plain.ts'
import { RULES } from './rules.ts'
import { SNAPSHOT } from './snapshot.ts'
import { SETUP } from './setup.ts'
import { STORE } from './store.ts'
import { STORED } from './stored.ts'
import { SUMMARY } from './summary.ts'
import { TABLES } from './tables.ts'
import { REQUESTS } from './requests.ts'
import { SLACK_ERRORS } from './slack-errors.ts'
import { SLACK } from './slack.ts'
import { SUSPECTS } from './suspects.ts'
import { TERMINAL } from './terminal.ts'
import { QUESTIONS } from './questions.ts'
import { THREAD } from './thread.ts'
import { TOP } from './top.ts'
import { USAGE } from './usage.ts'
import { VERDICT } from './verdict.ts'
import { WEBSOCKET } from './websocket.ts'

/** What each area of memdiag says, in 简体中文: English template to Chinese one. No template stands twice. */
export const AREAS = {
  JOINS,
  COUNTS,
  CAUSES,
  ACCOUNT,
  VERDICT,
  RULES,
  LOAD,
  SNAPSHOT,
  WEBSOCKET,
  LOGS,
  TOP,
  CPUINFO,
  SUSPECTS,
  THREAD,
  SUMMARY,
  PLAIN,
  TABLES,
  APPROVAL,
  STORED,
  SLACK,
  SLACK_ERRORS,
  REQUESTS,
  LADDER,
  ERRORS,
  TERMINAL,
  EXPORTS,
  QUESTIONS,
  USAGE,
  CONFIG,
  FAULTS,
  SETUP,
  STORE,
  HEAP_FILES,
} as const

export const CHINESE: ReadonlyMap<string, string> = new Map(
  Object.values(AREAS).flatMap((area) => Object.entries(area)),
)
