import { fileURLToPath } from 'node:url'
import type { ProbeInput, Step } from '../../../src/core/step.ts'
import { aProbeInput, runProbe, type Shell } from './run-probe.ts'

/** A probe's input on one of test/fixtures/trees. */
export function onTree(
  name: string,
  over: Partial<ProbeInput> & { process?: string } = {},
): ProbeInput {
  const tree = fileURLToPath(new URL(`../../fixtures/trees/${name}`, import.meta.url))
  return aProbeInput({ roots: { proc: `${tree}/proc`, cgroup: `${tree}/cgroup` }, ...over })
}

/** Runs a step's probe in a shell and parses what it answers; the probe must be silent on stderr. */
export async function askStep(step: Step, shell: Shell, input: ProbeInput) {
  const { stdout, stderr } = await runProbe(shell, step.probe(input))
  if (stderr !== '') throw new Error(`the probe complained: ${stderr}`)
  return { ...step.parse(stdout, input), stdout }
}
