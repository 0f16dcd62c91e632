import { setTimeout as wait } from 'node:timers/promises'
import { toDocument } from '../core/document.ts'
import { MemdiagError } from '../core/errors.ts'
import type { StartRequest } from '../core/ports.ts'
import { fold, type State } from '../core/state.ts'
import type { Observer } from '../engine/engine.ts'
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
  const { id, joined } =
    'request' in wanted ? await engine.open(wanted.request) : { id: wanted.resume, joined: false }
  const progress = createProgress(deps.stderr)
  progress.say(
    joined ? `joins investigation ${id}, which is under way already` : `investigation ${id}`,
  )
  const state = await follow(deps, session, id, (now, event) => progress.show(now, event))
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

/**
 * Works an investigation, or watches another process work it: one that a second request joined, or that
 * `memdiag start` took on. Goes on itself when that process is gone.
 */
async function follow(
  { signal }: CliDeps,
  { engine, store }: Session,
  id: string,
  observer: Observer,
): Promise<State> {
  let seen: State | null = null
  for (;;) {
    try {
      return await engine.advance(id, signal, observer)
    } catch (error) {
      if (!(error instanceof MemdiagError) || error.code !== 'busy') throw error
    }
    const events = await store.load(id)
    const state = fold(events)
    for (let version = seen?.version ?? 1; version < events.length; version += 1) {
      const event = events[version]
      if (seen !== null && event !== undefined) observer(fold(events.slice(0, version + 1)), event)
    }
    seen = state
    if (state.endedAt !== null || signal.aborted) return state
    await wait(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** How often the terminal looks how far another process came: a person watches. */
const LOOK_AGAIN_MS = 500

/** An investigation on stdout: one JSON document, or the thread as text. */
export function printState(deps: CliDeps, state: State, format: 'text' | 'json'): void {
  if (format === 'json') {
    deps.stdout.write(`${JSON.stringify(toDocument(state), null, 2)}\n`)
    return
  }
  deps.stdout.write(renderPosts(renderThread(state), deps.stdout))
}
