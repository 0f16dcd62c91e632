import { toDocument } from '../core/document.ts'
import type { StartRequest } from '../core/ports.ts'
import type { State } from '../core/state.ts'
import { renderThread } from '../thread/render-thread.ts'
import type { CliDeps, Session } from './cli-deps.ts'
import { INTERRUPTED } from './error-report.ts'
import { createProgress } from './live-progress.ts'
import { renderPosts } from './render-posts.ts'

type Wanted = { readonly format: 'text' | 'json' } & (
  | { readonly request: StartRequest }
  | { readonly resume: string }
)

/** Works an investigation in this process, shows how it goes, prints what came of it, and returns the exit code. */
export async function investigate(
  deps: CliDeps,
  session: Session,
  wanted: Wanted,
): Promise<number> {
  const { engine, store } = session
  const id = 'request' in wanted ? await engine.open(wanted.request) : wanted.resume
  const progress = createProgress(deps.stderr)
  progress.say(`investigation ${id}`)
  const state = await engine.advance(id, deps.signal, (now, event) => progress.show(now, event))
  progress.end()
  if (state.state === 'running') {
    await store.forgetAdvance(id)
    deps.stderr.write(`Interrupted. Go on with: memdiag resume ${id}\n`)
    return INTERRUPTED
  }
  await store.forgetAdvance(id)
  printState(deps, state, wanted.format)
  return state.state === 'done' ? 0 : 1
}

/** An investigation on stdout: one JSON document, or the thread as text. */
export function printState(deps: CliDeps, state: State, format: 'text' | 'json'): void {
  if (format === 'json') {
    deps.stdout.write(`${JSON.stringify(toDocument(state), null, 2)}\n`)
    return
  }
  deps.stdout.write(renderPosts(renderThread(state), deps.stdout))
}
