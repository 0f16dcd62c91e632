import type { StepName } from '../core/names.ts'
import type { Step } from '../core/step.ts'
import { cpuinfoStep } from './cpuinfo/step.ts'
import { loadStep } from './load/step.ts'
import { logsStep } from './logs/step.ts'
import { snapshotStep } from './snapshot/step.ts'
import { topStep } from './top/step.ts'
import { websocketStep } from './websocket/step.ts'

/** The six steps by name. */
export const STEPS: Readonly<Record<StepName, Step>> = {
  load: loadStep,
  snapshot: snapshotStep,
  websocket: websocketStep,
  logs: logsStep,
  top: topStep,
  cpuinfo: cpuinfoStep,
}
