import type { WebClient } from '@slack/web-api'
import { MemdiagError, messageOf } from '../core/errors.ts'
import type { Language } from '../core/narration.ts'
import type { Log } from '../core/ports.ts'
import { say, type Wording } from '../core/say.ts'
import type { Access } from '../core/service.ts'
import { Member, type Origin, refusalOfMember, refusalOfOrigin } from './access.ts'
import { forgetOldest } from './forget-oldest.ts'
import type { Identity } from './identity.ts'
import { LANGUAGE_CACHE_MS, MEMBER_CACHE_MS, MEMBER_CACHE_SIZE } from './limits.ts'
import { refusalCode, slackError } from './slack-error.ts'
import { languageOfLocale } from './words.ts'

export type MembersDeps = {
  readonly reader: WebClient
  readonly identity: () => Promise<Identity>
  readonly access: Access | undefined
  /** Of people whose language memdiag does not have. */
  readonly language: Language
  readonly log: Log
}

export type Members = {
  /**
   * Why a request is refused, or null. What cannot be found out counts as a refusal: it throws when Slack does
   * not answer. What users.info says is kept for a minute, refusals are not.
   */
  readonly gate: (origin: Origin) => Promise<Wording | null>
  /** In which language a person reads Slack; the usual one where Slack does not tell. Never throws. */
  readonly languageOf: (user: string) => Promise<Language>
  /** As far as it is known already: for what must be answered before Slack could be asked. */
  readonly languageSoFar: (user: string) => Language
}

export function createMembers(deps: MembersDeps): Members {
  const known = aMemory<true>(MEMBER_CACHE_MS)
  const languages = aMemory<Language>(LANGUAGE_CACHE_MS)
  // One call tells both: who may is asked first, and the language is there then.
  const ask: Ask = async (user) => {
    const found = (await deps.reader.users.info({ user, include_locale: true })).user
    languages.keep(user, languageOfLocale(found?.locale) ?? deps.language)
    return found
  }
  return {
    async gate(origin) {
      const { teamId } = await deps.identity()
      const refusal = refusalOfOrigin(origin, teamId, deps.access)
      if (refusal !== null) return refusal
      if (known.get(origin.user) !== undefined) return null
      const refused = await refusalOfUser(ask, origin.user, teamId)
      if (refused === null) known.keep(origin.user, true)
      return refused
    },
    languageSoFar: (user) => languages.get(user) ?? deps.language,
    async languageOf(user) {
      try {
        if (languages.get(user) === undefined) await ask(user)
      } catch (error) {
        deps.log.warn(
          { user, reason: messageOf(error) },
          'not told in which language a person reads',
        )
      }
      return languages.get(user) ?? deps.language
    },
  }
}

type Ask = (user: string) => Promise<Awaited<ReturnType<WebClient['users']['info']>>['user']>

/** What is known of people for a while; of the most people that memdiag can have to do with at once. */
function aMemory<Known>(keptMs: number) {
  const memory = new Map<string, { readonly known: Known; readonly until: number }>()
  return {
    get(user: string): Known | undefined {
      const entry = memory.get(user)
      return entry !== undefined && entry.until > performance.now() ? entry.known : undefined
    },
    keep(user: string, known: Known): void {
      memory.delete(user)
      memory.set(user, { known, until: performance.now() + keptMs })
      forgetOldest(memory, MEMBER_CACHE_SIZE)
    },
  }
}

const UNKNOWN_PERSON = say`memdiag could not find out whether you are a full member of this workspace, and answers nobody else.`

async function refusalOfUser(ask: Ask, user: string, teamId: string): Promise<Wording | null> {
  try {
    const member = Member.safeParse(await ask(user))
    if (!member.success || member.data.id !== user) return UNKNOWN_PERSON
    return refusalOfMember(member.data, teamId)
  } catch (error) {
    const code = refusalCode(error)
    if (code === 'user_not_found' || code === 'user_not_visible') return UNKNOWN_PERSON
    const failure = slackError(say`the question who you are`, error)
    throw new MemdiagError(failure.code, failure.said.message, {
      hint:
        failure.code === 'busy'
          ? say`Nothing was started. Type it again in a moment.`
          : failure.said.hint,
      cause: error,
    })
  }
}
