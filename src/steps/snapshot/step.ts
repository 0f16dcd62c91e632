import type { FollowUp, Step } from '../../core/step.ts'
import type { Values } from '../../core/values.ts'
import { judgeSnapshot } from './judge.ts'
import { parseSnapshot } from './parse.ts'
import { snapshotProbe } from './probe.ts'

/** Does the JavaScript heap hold it? Asks an inspector only where one is open already. */
export const snapshotStep: Step = {
  name: 'snapshot',
  probe: snapshotProbe,
  parse: parseSnapshot,
  followUps,
  judge: judgeSnapshot,
}

/** One process is enough: a worker before any other. */
function followUps(values: Values): readonly FollowUp[] {
  if (values.kind !== 'snapshot') return []
  const open = values.processes.filter((each) => each.inspectorPort !== null)
  const chosen = open.find((each) => each.role === 'worker') ?? open[0]
  if (chosen === undefined || chosen.inspectorPort === null) return []
  return [{ kind: 'inspector', port: chosen.inspectorPort, pid: chosen.pid }]
}
