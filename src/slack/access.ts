import { z } from 'zod'
import { say, type Wording } from '../core/say.ts'
import type { Access } from '../core/service.ts'

/** What users.info tells of a person and what decides here. A field that is missing counts against the person. */
export const Member = z.object({
  id: z.string(),
  team_id: z.string(),
  deleted: z.boolean(),
  is_bot: z.boolean(),
  is_restricted: z.boolean(),
  is_ultra_restricted: z.boolean(),
  is_stranger: z.boolean().optional(),
  /** Enterprise Grid: the person's home may be another workspace of the same organisation. */
  enterprise_user: z.object({ teams: z.array(z.string()) }).optional(),
})
export type Member = z.infer<typeof Member>

/** Where a request came from. */
export type Origin = {
  readonly user: string
  /** Null on the Home tab and in a list of choices, which are in no channel. */
  readonly channel: string | null
  /** The workspaces that the delivery names as the person's or as its own. */
  readonly teams: readonly string[]
  /** The delivery says that the channel is shared with another organisation. */
  readonly shared: boolean
}

/** Slack's own account looks like a person. */
const SLACKBOT = 'USLACKBOT'

const OUTSIDER = say`memdiag is for members of this workspace; you belong to another one.`
export const SHARED_CHANNEL = say`This channel is shared with another organisation, and memdiag shows the insides of hosts. Ask in a channel of your own.`

/** Why what the delivery itself says is reason enough to refuse it; null when it is not. */
export function refusalOfOrigin(
  origin: Origin,
  teamId: string,
  access: Access | undefined,
): Wording | null {
  if (origin.shared) return SHARED_CHANNEL
  if (origin.teams.some((team) => team !== teamId)) return OUTSIDER
  if (origin.user === SLACKBOT) return say`memdiag answers people only.`
  if (access?.channels !== undefined && origin.channel === null)
    return say`memdiag shows nothing here: \`access.channels\` in services.yml names the channels it is for.`
  if (access?.channels?.includes(origin.channel ?? '') === false)
    return say`memdiag may not be used in this channel: \`access.channels\` in services.yml does not name it.`
  if (access?.users !== undefined && !access.users.includes(origin.user))
    return say`You may not use memdiag: \`access.users\` in services.yml does not name you.`
  return null
}

/** Why a person may not use memdiag; null for a full member of the workspace. */
export function refusalOfMember(member: Member, teamId: string): Wording | null {
  if (member.deleted) return say`This account was deactivated.`
  if (member.is_bot) return say`memdiag answers people only.`
  const home = member.team_id === teamId || member.enterprise_user?.teams.includes(teamId) === true
  if (member.is_stranger === true || !home) return OUTSIDER
  if (member.is_restricted || member.is_ultra_restricted)
    return say`memdiag is for full members of this workspace; you are a guest here.`
  return null
}
