import type { Step } from '../../core/step.ts'
import { judgeCpuinfo } from './judge.ts'
import { parseCpuinfo } from './parse.ts'
import { cpuinfoProbe } from './probe.ts'

/** How many CPUs does the runtime think it has, and how many may it use? */
export const cpuinfoStep: Step = {
  name: 'cpuinfo',
  probe: cpuinfoProbe,
  parse: parseCpuinfo,
  followUps: () => [],
  judge: judgeCpuinfo,
}
