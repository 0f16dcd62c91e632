import type { Step } from '../../core/step.ts'
import { judgeTop } from './judge.ts'
import { parseTop } from './parse.ts'
import { topProbe } from './probe.ts'

/** Which processes, how many, and what does each cost? */
export const topStep: Step = {
  name: 'top',
  probe: topProbe,
  parse: parseTop,
  followUps: () => [],
  judge: judgeTop,
}
