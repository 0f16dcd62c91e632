import { LIMITS } from './limits.ts'
import { createShared } from './shared.ts'
import { createSlots, type Slots } from './slots.ts'
import type { Connector } from './ssh-connect.ts'
import type { Login } from './ssh-link.ts'
import type { Hop } from './ssh-route.ts'
import { atMost, reasonOf } from './wait.ts'

/** A connection that is kept, with the bound on what runs over it at once. */
export type Link = Login & { readonly channels: Slots; readonly killChannels: Slots }

export type SshPool = {
  /** The connection at the end of a route, made when there is none that lives. */
  link(route: readonly Hop[], user: string, signal: AbortSignal): Promise<Link>
  /** Closes what nobody but this user uses; without one: everything. */
  close(user?: string): Promise<void>
}

/** One connection a route. Nodes with the same way in, and routes with the same jump hosts, share them. */
export function createSshPool(connect: Connector): SshPool {
  const links = createShared<Link>()
  const users = new Map<string, Set<string>>()

  async function linkTo(
    route: readonly Hop[],
    user: string,
    signal: AbortSignal,
  ): Promise<Link | null> {
    const hop = route.at(-1)
    if (hop === undefined) return null
    const key = JSON.stringify(route)
    const usedBy = users.get(key) ?? new Set()
    users.set(key, usedBy.add(user))
    // A link that died in the moment between its login and its registration.
    const there = links.peek(key)
    if (there?.isClosed() === true) links.forget(key, there)
    return await links.get(key, signal, async (making) => {
      const via = await linkTo(route.slice(0, -1), user, making)
      const login = await connect(hop, via, making)
      if (making.aborted) {
        login.client.end()
        throw reasonOf(making)
      }
      const link: Link = {
        ...login,
        channels: createSlots(LIMITS.channels),
        killChannels: createSlots(LIMITS.killChannels),
      }
      login.onClose(() => links.forget(key, link))
      return link
    })
  }

  async function closeKey(key: string): Promise<void> {
    const link = links.peek(key)
    links.forget(key)
    users.delete(key)
    if (link !== undefined) await closeLink(link)
  }

  return {
    async link(route, user, signal) {
      const link = await linkTo(route, user, signal)
      if (link === null) throw new Error('a route has at least one hop')
      return link
    },
    async close(user) {
      const free = [...users].filter(([, usedBy]) => {
        if (user === undefined) return true
        return usedBy.delete(user) && usedBy.size === 0
      })
      // The far ends first: they lie within the near ones.
      const keys = free.map(([key]) => key).toSorted((a, b) => b.length - a.length)
      for (const key of keys) await closeKey(key)
    },
  }
}

async function closeLink(link: Link): Promise<void> {
  const closed = new Promise<true>((resolve) => link.onClose(() => resolve(true)))
  link.client.end()
  if ((await atMost(LIMITS.closeMs, closed)) === null) link.client.destroy()
}
