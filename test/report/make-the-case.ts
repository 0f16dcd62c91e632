import { writeFileSync } from 'node:fs'
import type { Event } from '../../src/core/event.ts'
import type { Evidence } from '../../src/core/evidence.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { StepName } from '../../src/core/names.ts'
import { settle } from '../../src/core/settle.ts'
import { fold } from '../../src/core/state.ts'
import type { Values } from '../../src/core/values.ts'
import { STEPS } from '../../src/steps/all-steps.ts'
import { anOpening, aService } from '../support/builders.ts'
import { FOUND, LOG } from './the-case-values.ts'

/**
 * Writes the log of the case memdiag comes from, from the table that the engineer saw: 48 worker processes of 35
 * to 38 MB RES and one master, on a host of 2 x 12 cores with hyper-threading, in a container of 2 GiB. The
 * judges and the rules read it as they were when this was run; the log then stands as any log does.
 */
const NODE = 'web-1'
const START = Date.parse('2026-11-23T12:00:00.000Z')

/** What stands for a probe here: the log of a real one holds the script to the letter. */
const COMMANDS: Readonly<Record<StepName, string>> = {
  load: 'cat /proc/loadavg /proc/stat /sys/fs/cgroup/memory/memory.usage_in_bytes # and more',
  snapshot: 'grep SigCgt /proc/[0-9]*/status # and more',
  websocket: 'cat node_modules/{socket.io,ws}/package.json # and more',
  logs: `tail -c 524288 ${LOG}`,
  top: 'cat /proc/[0-9]*/{stat,status,smaps_rollup} # and more',
  cpuinfo: 'cat /proc/cpuinfo /sys/fs/cgroup/cpu/cpu.cfs_quota_us # and more',
}

let seconds = 0
function at(): string {
  seconds += 1
  return new Date(START + seconds * 1000).toISOString()
}

function evidenceOf(step: StepName, id: string, values: Values): Evidence {
  const followUp = id !== step
  return {
    id: `${id}/${NODE}`,
    step,
    node: NODE,
    command: followUp ? `${values.kind} on 127.0.0.1` : COMMANDS[step],
    exitCode: followUp ? null : 0,
    durationMs: 180 + seconds * 7,
    at: at(),
    values,
    output: { text: followUp ? '' : `(what ${step} printed on ${NODE})`, truncated: false },
    missing:
      step === 'snapshot' && !followUp
        ? [
            {
              what: 'what grew in the heap',
              reason: 'needs-approval',
              hint: "A heap profile or snapshot touches the process; it needs a person's yes.",
            },
          ]
        : [],
  }
}

function theLog(): Event[] {
  const events: Event[] = [
    {
      ...anOpening({
        at: new Date(START).toISOString(),
        id: 'thecase001',
        service: aService({
          targets: [{ kind: 'ssh', name: NODE, ssh: { host: 'web-1.example', user: 'app' } }],
          approvers: ['U0456'],
        }),
        startedBy: 'slack:U0123',
        slack: { channel: 'C0123' },
      }),
    },
  ]
  for (const { step } of anOpening().runbook.steps) {
    events.push({ kind: 'step-started', version: 1, at: at(), step })
    for (const [of, id, values] of FOUND) {
      if (of !== step) continue
      const evidence = evidenceOf(step, id, values)
      events.push({ kind: 'evidence', version: 1, at: evidence.at, evidence })
    }
    events.push({
      kind: 'step-done',
      version: 1,
      at: at(),
      step,
      state: 'done',
      findings: judge(events, step),
    })
  }
  const { verdict, account, nodes } = settle(fold(events))
  events.push({ kind: 'verdict', version: 1, at: at(), verdict, account, nodes: [...nodes] })
  events.push({ kind: 'ended', version: 1, at: at(), state: 'done' })
  return events
}

function judge(events: readonly Event[], step: StepName): Finding[] {
  const state = fold(events)
  const input = {
    node: NODE,
    service: state.service,
    thresholds: state.runbook.thresholds,
    evidence: state.evidence,
  }
  return [...STEPS[step].judge(input)]
}

writeFileSync(
  new URL('../fixtures/logs/the-case.json', import.meta.url),
  `${JSON.stringify(theLog(), null, 1)}\n`,
)
