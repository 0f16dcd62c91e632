import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { blockProblems } from './check-blocks.ts'
import type { Ephemeral } from './workspace.ts'

const USES = 5
const VALID_MS = 30 * 60_000

const Reply = z.looseObject({
  text: z.string().default(''),
  blocks: z.array(z.unknown()).optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
})

type Place = { readonly user: string; readonly channel: string }

export type ResponseUrls = {
  make(place: Place): string
  /** Answers a POST to one of them. */
  take(id: string, body: string): { readonly status: number; readonly text: string }
  expireAll(): void
}

/** The addresses that come with a command: good for five replies within half an hour. */
export function createResponseUrls(
  base: () => string,
  keep: (ephemeral: Ephemeral) => void,
): ResponseUrls {
  const known = new Map<string, Place & { uses: number; until: number }>()
  return {
    make(place) {
      const id = randomBytes(12).toString('hex')
      known.set(id, { ...place, uses: 0, until: Date.now() + VALID_MS })
      return `${base()}/commands/${id}`
    },
    take(id, body) {
      const place = known.get(id)
      if (place === undefined || Date.now() > place.until)
        return { status: 404, text: 'expired_url' }
      place.uses += 1
      if (place.uses > USES) return { status: 404, text: 'used_url' }
      const reply = Reply.safeParse(JSON.parse(body)).data
      if (reply === undefined) return { status: 500, text: 'invalid_payload' }
      const problem = reply.blocks === undefined ? null : blockProblems(reply.blocks)
      if (problem !== null) return { status: 500, text: problem.error }
      if (reply.response_type !== 'ephemeral')
        return { status: 500, text: 'not_kept_by_the_bridge' }
      keep({
        via: 'response_url',
        user: place.user,
        channel: place.channel,
        text: reply.text,
        blocks: reply.blocks ?? [],
      })
      return { status: 200, text: 'ok' }
    },
    expireAll() {
      for (const place of known.values()) place.until = 0
    },
  }
}
