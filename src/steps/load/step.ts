import type { Step } from '../../core/step.ts'
import { judgeLoad } from './judge.ts'
import { parseLoad } from './parse.ts'
import { loadProbe } from './probe.ts'

/** Is the memory simply traffic? */
export const loadStep: Step = {
  name: 'load',
  probe: loadProbe,
  parse: parseLoad,
  followUps: () => [],
  judge: judgeLoad,
}
