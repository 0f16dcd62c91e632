import { z } from 'zod'

/** What Slack sends when somebody uses a button, a window, a shortcut or the Home tab: as much of it as is read. */

const Team = z.object({ id: z.string() })
const User = z.object({ id: z.string(), team_id: z.string().optional() })
const View = z.looseObject({
  id: z.string(),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
})

export const BlockActions = z.object({
  team: Team,
  user: User,
  trigger_id: z.string(),
  channel: Team.optional(),
  /** Absent in a window. */
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  view: View.optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        action_ts: z.string(),
        value: z.string().optional(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
})
export type BlockActions = z.infer<typeof BlockActions>

export const ViewSubmission = z.object({ team: Team, user: User, view: View })
export type ViewSubmission = z.infer<typeof ViewSubmission>

export const BlockSuggestion = z.object({
  team: Team,
  user: User,
  action_id: z.string(),
  value: z.string().default(''),
  view: View.optional(),
})

export const MessageShortcut = z.object({
  team: Team,
  user: User,
  trigger_id: z.string(),
  channel: Team,
  message: z.looseObject({ ts: z.string(), thread_ts: z.string().optional() }),
})

export const HomeOpened = z.object({
  team_id: z.string(),
  event: z.object({ user: z.string(), tab: z.string() }),
})

/** The workspaces that a payload names as the person's or as its own. */
export function teamsOf({
  team,
  user,
}: {
  team: { id: string }
  user: { team_id?: string | undefined }
}) {
  return [team.id, user.team_id ?? team.id]
}
