import type { Evidence, Missing } from './evidence.ts'
import type { Finding } from './finding.ts'
import type { StepName } from './names.ts'
import type { Thresholds } from './runbook.ts'
import type { Service } from './service.ts'
import type { Values } from './values.ts'

/** What a probe is made from. `nonce` marks the sections, so that a process title cannot pretend to be one. */
export type ProbeInput = {
  readonly service: Service
  readonly thresholds: Thresholds
  readonly nonce: string
  /** Pids of memdiag itself and its ancestors, with the boot id of the machine on which they mean something. */
  readonly self: { readonly bootId: string | null; readonly pids: readonly number[] }
  /** Roots of the kernel's trees on the node; other ones only in tests on trees of their own. */
  readonly roots: { readonly proc: string; readonly cgroup: string }
}

export type Parsed = { readonly values: Values; readonly missing: readonly Missing[] }

/** Something a step wants to ask beyond its probe, through the same connection. */
export type FollowUp =
  | { readonly kind: 'handshake'; readonly port: number; readonly path: string }
  | { readonly kind: 'inspector'; readonly port: number; readonly pid: number }

export type JudgeInput = {
  readonly node: string
  readonly service: Service
  readonly thresholds: Thresholds
  /** All evidence of this node so far, of this and earlier steps. */
  readonly evidence: readonly Evidence[]
}

/** One step: a probe (text out), a parser (text in), a judge (evidence in, findings out). All pure. */
export type Step = {
  readonly name: StepName
  probe(input: ProbeInput): string
  /** `truncated` and `timedOut` say that the text may end in the middle. Never throws: garbage becomes `none` and a `missing`. */
  parse(text: string, input: ProbeInput): Parsed
  followUps(values: Values, service: Service): readonly FollowUp[]
  /** Findings of one node. Ids are `<step>.<rule>/<node>`. */
  judge(input: JudgeInput): readonly Finding[]
}
