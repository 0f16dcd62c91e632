import { MemdiagError } from './errors.ts'
import type { StartRequest } from './investigations-port.ts'
import { reading } from './readings.ts'
import type { State } from './state.ts'
import type { Expectation } from './verification.ts'
import { say } from './say.ts'

/**
 * The request that measures again what an investigation measured: same service, nodes, runbook and steps, with its
 * prediction to hold against. Throws `usage` where it has no verdict yet or nothing was to be mended.
 */
export function verifyRequest(
  state: State,
  by: Pick<StartRequest, 'startedBy' | 'slack' | 'id'>,
): StartRequest {
  return {
    service: state.service,
    runbook: state.runbook,
    ...(state.only === null ? {} : { only: state.only }),
    ...(state.watchSeconds === null ? {} : { watchSeconds: state.watchSeconds }),
    ...(state.language === 'en' ? {} : { language: state.language }),
    ...by,
    verifies: expectationOf(state),
  }
}

function expectationOf(state: State): Expectation {
  const { id, verdict } = state
  if (verdict === null) {
    throw new MemdiagError(
      'usage',
      say`Investigation ${id} has no verdict to verify (${state.state}).`,
      {
        hint:
          state.state === 'running'
            ? say`Wait for its end: memdiag show ${id}`
            : say`Run it again.`,
      },
    )
  }
  const { cause, fix } = verdict
  if (cause === 'healthy' || cause === 'inconclusive') {
    throw new MemdiagError(
      'usage',
      say`Investigation ${id} ended ${cause}: it names no fix to verify.`,
      {
        hint: say`Measure again with: memdiag run ${state.service.name}`,
      },
    )
  }
  const node = state.nodes.find((each) => each.name === decidingNode(state))
  return {
    of: id,
    node: decidingNode(state),
    cause,
    usageBytes: node?.usageBytes ?? 0,
    predictedUsageBytes: fix?.predictedUsageBytes ?? null,
    ...(fix?.predictedRange === undefined ? {} : { predictedRange: fix.predictedRange }),
    ...(fix?.workers === undefined ? {} : { workers: fix.workers }),
    ...uptimeOf(state, decidingNode(state)),
  }
}

function uptimeOf(state: State, node: string): Pick<Expectation, 'uptimeSeconds'> {
  const rows = reading(state.evidence, node, 'top')?.values.processes ?? []
  const known = rows.flatMap((row) => row.uptimeSeconds ?? [])
  return known.length === 0 ? {} : { uptimeSeconds: Math.max(...known) }
}

/** The verdict is that of the node whose findings it rests on; the fullest one where it cites none. */
function decidingNode(state: State): string {
  const because = new Set(state.verdict?.because)
  const cited = state.findings.find((each) => because.has(each.id) && each.node !== undefined)
  const [fullest] = state.nodes.toSorted((a, b) => (b.usageBytes ?? 0) - (a.usageBytes ?? 0))
  return cited?.node ?? fullest?.name ?? state.service.targets[0]?.name ?? ''
}
