import type { Event } from '../core/event.ts'
import type { Store } from '../core/store-port.ts'
import { fold } from '../core/state.ts'
import type { ReportOptions } from './postmortem.ts'

/** Investigations looked through for one that verifies another: the newest. More are not worth the wait. */
const LOOKED_AT = 50

export type GatheredLog = { readonly events: readonly Event[] } & Pick<
  ReportOptions,
  'language' | 'verifiedBy'
>

/** The log of an investigation and its language, with the newest later one that held its prediction against what it measured. */
export async function gatherLog(
  store: Pick<Store, 'load' | 'list'>,
  id: string,
): Promise<GatheredLog> {
  const events = await store.load(id)
  const { service, startedAt, language } = fold(events)
  const later = (await store.list(LOOKED_AT)).filter(
    (each) => each.service === service.name && each.startedAt > startedAt && each.state === 'done',
  )
  for (const each of later) {
    const { verification } = fold(await store.load(each.id))
    if (verification?.of === id)
      return { events, language, verifiedBy: { id: each.id, verification } }
  }
  return { events, language }
}
