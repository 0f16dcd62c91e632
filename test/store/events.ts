import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { EventOf } from '../../src/core/event.ts'
import type { Post } from '../../src/core/post.ts'
import { Runbook } from '../../src/core/runbook.ts'

/** The first event of a log. */
export function anOpening(over: Partial<EventOf<'opened'>> = {}): EventOf<'opened'> {
  return {
    kind: 'opened',
    version: 1,
    at: '2026-11-23T10:00:00.000Z',
    id: 'inv-1',
    service: { name: 'checkout', targets: [{ kind: 'local', name: 'here' }] },
    runbook: aRunbook(),
    startedBy: 'terminal:alice',
    ...over,
  }
}

export function aStepStart(over: Partial<EventOf<'step-started'>> = {}): EventOf<'step-started'> {
  return { kind: 'step-started', version: 1, at: '2026-11-23T10:00:01.000Z', step: 'load', ...over }
}

export function anEnd(over: Partial<EventOf<'ended'>> = {}): EventOf<'ended'> {
  return { kind: 'ended', version: 1, at: '2026-11-23T10:00:09.000Z', state: 'done', ...over }
}

export function anEvidence(text: string): EventOf<'evidence'> {
  return {
    kind: 'evidence',
    version: 1,
    at: '2026-11-23T10:00:02.000Z',
    evidence: {
      id: 'e1',
      step: 'load',
      node: 'here',
      command: 'sh',
      exitCode: 0,
      durationMs: 12,
      at: '2026-11-23T10:00:02.000Z',
      values: { kind: 'none' },
      output: { text, truncated: false },
      missing: [],
    },
  }
}

export function aVerdict(): EventOf<'verdict'> {
  return {
    kind: 'verdict',
    version: 1,
    at: '2026-11-23T10:00:08.000Z',
    verdict: {
      cause: 'overforked-workers',
      confidence: 'confirmed',
      explainedBytes: 1_000,
      text: '48 workers',
      because: ['f1'],
      contributing: [],
      ruledOut: [],
    },
    account: { limitBytes: null, usageBytes: 2_000, items: [], unexplainedBytes: 2_000 },
    nodes: [],
  }
}

export function aPost(over: Partial<Post> = {}): Post {
  return { key: 'root', kind: 'root', text: 'Investigating checkout', parts: [], ...over }
}

function aRunbook(): Runbook {
  const text = readFileSync(new URL('../../runbooks/memory.yml', import.meta.url), 'utf8')
  return Runbook.parse(parse(text))
}
