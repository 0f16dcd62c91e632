import type { WebClient } from '@slack/web-api'
import { MemdiagError } from '../core/errors.ts'
import type { Access } from '../core/service.ts'
import { Member, type Origin, refusalOfMember, refusalOfOrigin } from './access.ts'
import type { Identity } from './identity.ts'
import { MEMBER_CACHE_MS, MEMBER_CACHE_SIZE } from './limits.ts'
import { refusalCode, slackError } from './slack-error.ts'

export type MembersDeps = {
  readonly reader: WebClient
  readonly identity: () => Promise<Identity>
  readonly access: Access | undefined
}

/**
 * Why a request is refused, or null. What cannot be found out counts as a refusal: it throws when Slack does
 * not answer. What users.info says is kept for a minute, refusals are not.
 */
export function createGate(deps: MembersDeps): (origin: Origin) => Promise<string | null> {
  const known = new Map<string, number>()
  return async (origin) => {
    const { teamId } = await deps.identity()
    const refusal = refusalOfOrigin(origin, teamId, deps.access)
    if (refusal !== null) return refusal
    const until = known.get(origin.user)
    if (until !== undefined && until > performance.now()) return null
    known.delete(origin.user)
    const refused = await refusalOfUser(deps.reader, origin.user, teamId)
    if (refused === null) {
      known.set(origin.user, performance.now() + MEMBER_CACHE_MS)
      const [oldest] = known.keys()
      if (known.size > MEMBER_CACHE_SIZE && oldest !== undefined) known.delete(oldest)
    }
    return refused
  }
}

const UNKNOWN_PERSON =
  'memdiag could not find out whether you are a full member of this workspace, and answers nobody else.'

async function refusalOfUser(
  reader: WebClient,
  user: string,
  teamId: string,
): Promise<string | null> {
  try {
    const member = Member.safeParse((await reader.users.info({ user })).user)
    if (!member.success || member.data.id !== user) return UNKNOWN_PERSON
    return refusalOfMember(member.data, teamId)
  } catch (error) {
    const code = refusalCode(error)
    if (code === 'user_not_found' || code === 'user_not_visible') return UNKNOWN_PERSON
    const failure = slackError('the question who you are', error)
    throw new MemdiagError(failure.code, failure.message, {
      hint:
        failure.code === 'busy'
          ? 'Nothing was started. Type it again in a moment.'
          : (failure.hint ?? ''),
      cause: error,
    })
  }
}
