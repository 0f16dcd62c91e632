import type { Connection, Remote } from '../../src/core/remote-port.ts'
import type { Store } from '../../src/core/store-port.ts'

/** A place where the world changes: right before it and right after it are where a process may be killed. */
export type Side = 'before' | 'after'
export type Hit = (label: string, side: Side) => void

/** Does something between two boundaries. */
async function between<Result>(
  hit: Hit,
  label: string,
  action: () => Promise<Result>,
): Promise<Result> {
  hit(label, 'before')
  const result = await action()
  hit(label, 'after')
  return result
}

/** The store with a boundary before and after everything that changes it. */
export function storeWithBoundaries(store: Store, hit: Hit): Store {
  const at = <Result>(label: string, action: () => Promise<Result>): Promise<Result> =>
    between(hit, label, action)
  return {
    ...store,
    begin: (...args) => at('begin', () => store.begin(...args)),
    append: (id, version, events, also) =>
      at(`append ${events.map(eventLabel).join('+')}`, () =>
        store.append(id, version, events, also),
      ),
    lease: (name, owner, seconds) =>
      at(`lease ${kindOf(name)}`, () => store.lease(name, owner, seconds)),
    release: (name, owner) => at(`release ${kindOf(name)}`, () => store.release(name, owner)),
    recordPostAttempt: (id, key) => at(`attempt ${key}`, () => store.recordPostAttempt(id, key)),
    recordPosted: (id, key, sent) => at(`posted ${key}`, () => store.recordPosted(id, key, sent)),
    wake: (id, seconds) => at('wake', () => store.wake(id, seconds)),
    putPiece: (key, kept) => at(`piece ${key.name}`, () => store.putPiece(key, kept)),
  }
}

function eventLabel(event: Parameters<Store['append']>[2][number]): string {
  if (event.kind === 'evidence') return `evidence ${event.evidence.id}`
  const step = 'step' in event ? ` ${event.step}` : ''
  return `${event.kind}${step}${onLadder(event)}`
}

/** Which question, action or timer it is about. */
function onLadder(event: Parameters<Store['append']>[2][number]): string {
  if ('action' in event) return ` ${event.action}`
  if ('approval' in event) return ` ${event.approval}`
  return 'timer' in event ? ` ${event.timer}` : ''
}

/** `place:3` is as good as `place:0`. */
function kindOf(name: string): string {
  return name.split(':')[0] ?? name
}

/** The hosts with a boundary before and after each way in and each script. */
export function remoteWithBoundaries(remote: Remote, hit: Hit): Remote {
  return {
    ...remote,
    connect: (target, signal) =>
      between(hit, `connect ${target.name}`, async () =>
        connectionWithBoundaries(await remote.connect(target, signal), target.name, hit),
      ),
  }
}

function connectionWithBoundaries(connection: Connection, node: string, hit: Hit): Connection {
  let scripts = 0
  return {
    ...connection,
    run(script, signal) {
      scripts += 1
      return between(hit, `exec ${node} ${scripts}`, () => connection.run(script, signal))
    },
  }
}

/** The Web API with a boundary before a message leaves and after its answer came. */
export function fetchWithBoundaries(original: typeof fetch, hit: Hit): typeof fetch {
  return async (input, init) => {
    const label = messageLabel(input instanceof Request ? input.url : String(input), init?.body)
    if (label === null) return original(input, init)
    return between(hit, label, () => original(input, init))
  }
}

function messageLabel(url: string, body: unknown): string | null {
  const method = /\/(?:chat|files)\.(postMessage|update|completeUploadExternal)$/.exec(url)?.[1]
  if (method === undefined) return null
  const text = typeof body === 'string' ? body : body instanceof URLSearchParams ? String(body) : ''
  const words = decodeURIComponent(text.replaceAll('+', ' '))
  return `${method} ${/"(?:key|title)":"([^"]+)"/.exec(words)?.[1] ?? '?'}`
}
