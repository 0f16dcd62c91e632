import { toDocument } from '../core/document.ts'
import { nextTry } from '../core/export.ts'
import type { StartRequest } from '../core/investigations-port.ts'
import { say, type Wording } from '../core/say.ts'
import type { State } from '../core/state.ts'
import { renderThread } from '../thread/render-thread.ts'
import { inLanguage } from '../words/in-language.ts'
import type { CliDeps, Session } from './cli-deps.ts'
import { INTERRUPTED } from './error-report.ts'
import { follow } from './follow.ts'
import { createProgress } from './live-progress.ts'
import { inReadersLanguage } from './readers-language.ts'
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
  const put = (words: Wording) => inLanguage(deps.language ?? 'en', words)
  progress.say(
    put(
      joined
        ? say`joins investigation ${id}, which is under way already`
        : say`investigation ${id}`,
    ),
  )
  if (joined && 'request' in wanted) await joinLadder(deps, session, id, wanted.request)
  const state = await follow(deps, session, { id, progress })
  progress.end()
  if (state.state === 'waiting') return leave(deps, state, wanted.format)
  if (state.state === 'running') {
    await store.forgetAdvance(id)
    deps.stderr.write(`${put(say`Interrupted. Go on with: memdiag resume ${id}`)}\n`)
    return INTERRUPTED
  }
  // A report that did not go keeps its next try: a running `memdiag start` makes it.
  if (state.exports.every((each) => nextTry(each) === null)) await store.forgetAdvance(id)
  tellExports(deps, inReadersLanguage(deps, state))
  printState(deps, state, wanted.format)
  return state.state === 'done' ? 0 : 1
}

/** What did not go stands in the thread. */
function tellExports(deps: CliDeps, { exports, language }: State): void {
  for (const { outcome, to, where } of exports) {
    if (outcome !== 'done') continue
    const told =
      to === 'folder'
        ? say`The postmortem is in the folder ${where}`
        : say`The postmortem went to the webhook ${where}`
    deps.stderr.write(`${inLanguage(language, told)}\n`)
  }
}

/** Whoever joins an investigation brings what they approve ahead along. */
async function joinLadder(
  deps: CliDeps,
  { engine }: Session,
  id: string,
  { approve, force }: StartRequest,
): Promise<void> {
  if (approve === undefined) return
  const ahead = { approve, ...(force === undefined ? {} : { force }) }
  await engine.resume({ id, by: `terminal:${deps.user}`, ...ahead })
}

/** It waits, and this process does not: what is known so far, and how it goes on. The jobs of the wait stay. */
function leave(deps: CliDeps, state: State, format: 'text' | 'json'): number {
  if (!deps.signal.aborted) printState(deps, state, format)
  const asked = state.approvals.find((each) => each.decided === null)
  const goOn =
    asked === undefined
      ? `memdiag resume ${state.id}`
      : `memdiag resume ${state.id} --approve ${asked.rung}`
  const waits = say`Investigation ${state.id} waits. Go on with: ${goOn}. A running memdiag start goes on by itself.`
  deps.stderr.write(`${inLanguage(inReadersLanguage(deps, state).language, waits)}\n`)
  return INTERRUPTED
}

/** An investigation on stdout: one JSON document, or the thread as text. */
export function printState(deps: CliDeps, state: State, format: 'text' | 'json'): void {
  if (format === 'json') {
    deps.stdout.write(`${JSON.stringify(toDocument(state), null, 2)}\n`)
    return
  }
  deps.stdout.write(renderPosts(renderThread(inReadersLanguage(deps, state)), deps.stdout))
}
