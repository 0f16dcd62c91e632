import { type LabCase, nameOf } from './lab-case.ts'
import type { Lane } from './lanes.ts'
import { TRIES } from './limits.ts'
import { type CaseResult, NOTHING_SEEN } from './run-case.ts'

/**
 * Runs cases on the lanes, each lane taking the next that is left. A void one, or one whose
 * service did not start, is put at the end and run once more: the machine may be less busy then. Returns the last result of each case, in the order of the cases; those that had not
 * ended when the signal came are left out.
 */
export async function runCases(
  cases: readonly LabCase[],
  lanes: readonly Lane[],
  deps: { readonly signal: AbortSignal; readonly onResult: (result: CaseResult) => void },
): Promise<CaseResult[]> {
  const results = new Map<string, CaseResult>()
  const tries = new Map<string, number>()
  const queue = [...cases]
  const work = async (lane: Lane) => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const result = await tryCase(next, lane)
      if (deps.signal.aborted) return
      const name = nameOf(next)
      results.set(name, result)
      tries.set(name, (tries.get(name) ?? 0) + 1)
      deps.onResult(result)
      const again = result.outcome === 'void' || result.outcome === 'failed'
      if (again && (tries.get(name) ?? 0) < TRIES) queue.push(next)
    }
  }
  await Promise.all(lanes.map(work))
  return cases.flatMap((each) => results.get(nameOf(each)) ?? [])
}

async function tryCase(labCase: LabCase, lane: Lane): Promise<CaseResult> {
  try {
    return await lane.run(labCase)
  } catch (error) {
    return {
      ...NOTHING_SEEN,
      labCase,
      outcome: 'failed',
      why: `${nameOf(labCase)} could not be run: ${String(error)}`,
      seconds: 0,
    }
  }
}
