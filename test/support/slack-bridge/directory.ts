/** A person of the workspace; everything left out is as for a full member. */
export type Person = {
  readonly id?: string
  readonly guest?: 'single-channel' | 'multi-channel'
  readonly bot?: boolean
  readonly deleted?: boolean
  /** As Slack writes it, `zh-CN`; absent: `en-US`. */
  readonly locale?: string
  /** Belongs to another organisation and is here by Slack Connect: its workspace. */
  readonly outsiderOf?: string
  /** users.info tells less than it should. */
  readonly omit?: readonly string[]
}

export type ChannelSetup = {
  /** Names of people; absent: all of them. */
  readonly members?: readonly string[]
  /** Whether the bot was invited; absent: yes. */
  readonly bot?: boolean
  readonly private?: boolean
  readonly archived?: boolean
  readonly extShared?: boolean
}

export type Channel = {
  readonly name: string
  readonly id: string
  readonly members: ReadonlySet<string>
  bot: boolean
  readonly private: boolean
  readonly archived: boolean
  readonly extShared: boolean
}

export type Directory = {
  readonly teamId: string
  userId(name: string): string
  personOf(id: string): { readonly name: string; readonly person: Person } | undefined
  channel(nameOrId: string): Channel | undefined
}

/** The people and channels, which the emulator knows too little of. */
export function createDirectory(
  teamId: string,
  people: Readonly<Record<string, Person>>,
  channels: readonly Channel[],
): Directory {
  const ids = new Map(
    Object.entries(people).map(([name, person]) => [name, person.id ?? idOf(name)]),
  )
  return {
    teamId,
    userId(name) {
      const id = ids.get(name)
      if (id === undefined) throw new Error(`There is nobody named ${name} in the workspace.`)
      return id
    },
    personOf(id) {
      for (const [name, person] of Object.entries(people))
        if (ids.get(name) === id) return { name, person }
      return undefined
    },
    channel: (nameOrId) => channels.find(({ name, id }) => name === nameOrId || id === nameOrId),
  }
}

/** `alice` is `U0ALICE`. */
function idOf(name: string): string {
  return `U0${name.toUpperCase().replace(/[^A-Z0-9]/g, '')}`
}

/** The user of users.info. */
export function userInfo(
  directory: Directory,
  id: string,
  { withLocale = false } = {},
): Record<string, unknown> | null {
  const found = directory.personOf(id)
  if (found === undefined) return null
  const { name, person } = found
  const info: Record<string, unknown> = {
    id,
    team_id: person.outsiderOf ?? directory.teamId,
    name,
    deleted: person.deleted ?? false,
    real_name: name,
    tz: 'Europe/Berlin',
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.guest !== undefined,
    is_ultra_restricted: person.guest === 'single-channel',
    is_bot: person.bot ?? false,
    is_app_user: false,
    // Slack tells it only where it is asked for.
    ...(withLocale ? { locale: person.locale ?? 'en-US' } : {}),
    ...(person.outsiderOf === undefined ? {} : { is_stranger: true }),
  }
  for (const field of person.omit ?? []) delete info[field]
  return info
}

/** The channel of conversations.info. */
export function channelInfo(directory: Directory, channel: Channel): Record<string, unknown> {
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.private,
    is_group: channel.private,
    is_im: false,
    is_mpim: false,
    is_private: channel.private,
    is_archived: channel.archived,
    is_member: channel.bot,
    is_shared: channel.extShared,
    is_ext_shared: channel.extShared,
    is_org_shared: false,
    is_pending_ext_shared: false,
    context_team_id: directory.teamId,
  }
}

/** Everybody is in it, the bot too, unless it is set up otherwise. */
export function channelOf(
  name: string,
  id: string,
  setup: ChannelSetup,
  everybody: readonly string[],
): Channel {
  return {
    name,
    id,
    members: new Set(setup.members ?? everybody),
    bot: setup.bot ?? true,
    private: setup.private ?? false,
    archived: setup.archived ?? false,
    extShared: setup.extShared ?? false,
  }
}
