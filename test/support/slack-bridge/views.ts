import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { viewProblems } from './check-blocks.ts'

/** A trigger is good for three seconds. */
const TRIGGER_MS = 3_000

/** A window as a person sees it. */
export type ShownView = {
  readonly id: string
  readonly user: string
  readonly view: View
}

const View = z.looseObject({
  type: z.string(),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
  blocks: z.array(z.looseObject({ type: z.string() })),
})
type View = z.infer<typeof View>

type Refusal = { readonly error: string; readonly messages?: readonly string[] }

export type Views = {
  /** A trigger that comes with a person's click or command. */
  trigger(user: string): string
  open(triggerId: string, view: unknown): ShownView | Refusal
  update(viewId: string, view: unknown): ShownView | Refusal
  publish(user: string, view: unknown): ShownView | Refusal
  /** Windows in the order in which they were opened, as they are now. */
  shown(): readonly ShownView[]
  home(user: string): ShownView | undefined
  find(viewId: string): ShownView
}

/** The windows and Home tabs of a workspace. */
export function createViews(): Views {
  const triggers = new Map<string, { readonly user: string; readonly until: number }>()
  const views = new Map<string, ShownView>()
  const homes = new Map<string, ShownView>()
  return {
    trigger(user) {
      const id = `${randomBytes(6).readUIntBE(0, 6)}.${Date.now()}.${randomBytes(16).toString('hex')}`
      triggers.set(id, { user, until: Date.now() + TRIGGER_MS })
      return id
    },
    open(triggerId, given) {
      const trigger = triggers.get(triggerId)
      if (trigger === undefined) return { error: 'invalid_trigger_id' }
      triggers.delete(triggerId)
      if (Date.now() > trigger.until) return { error: 'expired_trigger_id' }
      const problems = viewProblems(given)
      if (problems !== null) return problems
      const view = View.parse(given)
      const shown = {
        id: `V${randomBytes(5).toString('hex').toUpperCase()}`,
        user: trigger.user,
        view,
      }
      views.set(shown.id, shown)
      return shown
    },
    update(viewId, given) {
      const earlier = views.get(viewId)
      if (earlier === undefined) return { error: 'not_found' }
      const problems = viewProblems(given)
      if (problems !== null) return problems
      const view = View.parse(given)
      const shown = { ...earlier, view }
      views.set(viewId, shown)
      return shown
    },
    publish(user, given) {
      const problems = viewProblems(given)
      if (problems !== null) return problems
      const view = View.parse(given)
      const shown = { id: `V0HOME${user}`, user, view }
      homes.set(user, shown)
      return shown
    },
    shown: () => [...views.values()],
    home: (user) => homes.get(user),
    find(viewId) {
      const found = views.get(viewId) ?? [...homes.values()].find(({ id }) => id === viewId)
      if (found === undefined) throw new Error(`There is no window ${viewId}.`)
      return found
    },
  }
}
