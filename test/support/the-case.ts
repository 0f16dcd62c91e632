import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Event } from '../../src/core/event.ts'
import { fold, type State } from '../../src/core/state.ts'

/** The log of the case memdiag comes from; see test/fixtures/logs/README.md. */
export function theCaseLog(): Event[] {
  const file = new URL('../fixtures/logs/the-case.json', import.meta.url)
  return z.array(Event).parse(JSON.parse(readFileSync(file, 'utf8')))
}

export function theCase(more: readonly Event[] = []): State {
  return fold([...theCaseLog(), ...more])
}
