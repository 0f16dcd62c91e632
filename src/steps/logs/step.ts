import type { Step } from '../../core/step.ts'
import { judgeLogs } from './judge.ts'
import { parseLogs } from './parse.ts'
import { logsProbe } from './probe.ts'

/** Do start-up lines repeat? Does logging pile up? Does a log speak of memory? */
export const logsStep: Step = {
  name: 'logs',
  probe: logsProbe,
  parse: parseLogs,
  followUps: () => [],
  judge: judgeLogs,
}
